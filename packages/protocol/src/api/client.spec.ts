// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from './client.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const open: (() => Promise<void>)[] = [];

async function serve(handler: Handler): Promise<Client> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return createClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    token: 'secret',
  });
}

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const sse = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

describe('client', () => {
  it('sends the token and a JSON body, and parses the answer', async () => {
    let seen = '';
    const client = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        seen = `${request.method} ${request.url} ${request.headers.authorization} ${body}`;
        response.end('{"id":7,"unknown":"ignored"}');
      });
    });
    expect(await client.jobs.submit('job_name: x')).toEqual({ id: 7 });
    expect(seen).toBe('POST /api/v1/jobs Bearer secret {"definition":"job_name: x"}');
  });

  it('throws the error of the server with its problems', async () => {
    const problems = [{ message: 'unknown key', hint: 'did you mean timeouts?', where: { line: 3 } }];
    const client = await serve((_, response) => {
      response
        .writeHead(400)
        .end(JSON.stringify({ code: 'job-invalid', kind: 'job', message: 'no', problems }));
    });
    await expect(client.jobs.submit('x')).rejects.toMatchObject({
      code: 'job-invalid',
      kind: 'job',
      problems,
    });
  });

  it('tells a server that is not there, or not ours, from a refusal', async () => {
    const away = createClient({ baseUrl: 'http://127.0.0.1:1' });
    await expect(away.session()).rejects.toMatchObject({ code: 'server-unreachable' });
    const other = await serve((_, response) => response.end('<html>'));
    await expect(other.session()).rejects.toMatchObject({ code: 'server-unreachable' });
  });

  it('resumes a broken stream at the record after the last one, without doubles', async () => {
    const asked: string[] = [];
    const client = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (asked.length === 1) {
        // The second event is cut in the middle.
        response.write(
          sse('records', { from: 5, lines: ['a', 'b'] }) +
            sse('records', { from: 7, lines: ['c'] }).slice(0, 20),
        );
        setImmediate(() => response.destroy());
      } else {
        response.end(`:\n\n${sse('records', { from: 6, lines: ['b', 'c'] })}${sse('end', {})}`);
      }
    });
    const got: unknown[] = [];
    for await (const event of client.jobs.stream(3, 5)) {
      if (event.type === 'records') got.push([event.from, ...event.lines]);
      else got.push(event.type);
    }
    expect(got).toEqual([[5, 'a', 'b'], 'lost', [7, 'c']]);
    expect(asked).toEqual(['/api/v1/jobs/3/stream?from=5', '/api/v1/jobs/3/stream?from=7']);
  });

  it('ends a stream that the server refuses, and one that is aborted', async () => {
    const client = await serve((request, response) => {
      if (request.url?.includes('/404/')) {
        response
          .writeHead(404)
          .end(JSON.stringify({ code: 'not-found', kind: 'job', message: 'no job 404' }));
      } else {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
      }
    });
    await expect(client.jobs.stream(404).next()).rejects.toMatchObject({ code: 'not-found' });
    const abort = new AbortController();
    const waiting = client.jobs.stream(1, 0, abort.signal).next();
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
