// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { COMPILE_CACHE, mainOf } from '@lava/kit/process/mains.ts';

export interface Asked {
  method: string;
  path: string;
  body: unknown;
  authorization: string | undefined;
}

/** The far end of the client: answers by `METHOD /path`; a string is sent as it is, anything else as JSON. */
export interface FakeServer {
  url: string;
  asked: Asked[];
  close(): Promise<void>;
}

export interface FakeAnswer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

/**
 * @param answers one that is a function gets what was asked
 * @param otherwise the answer to everything else; a 404 without it
 */
export async function fakeServer(
  answers: Record<string, FakeAnswer | unknown>,
  otherwise?: FakeAnswer,
): Promise<FakeServer> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const path = (request.url ?? '').replace('/api/v1', '');
    const { method = '' } = request;
    asked.push({
      method,
      path,
      // Calls of XML-RPC stay as they are.
      body: text && !text.startsWith('<') ? JSON.parse(text) : text || undefined,
      authorization: request.headers.authorization,
    });
    const given = answers[`${method} ${path}`];
    const found = typeof given === 'function' ? given(asked.at(-1)) : given;
    const missing = {
      status: 404,
      body: { code: 'not-found', kind: 'job', message: `no ${method} ${path}` },
    };
    const answer: FakeAnswer =
      found === undefined ? (otherwise ?? missing) : isAnswer(found) ? found : { body: found };
    response.writeHead(answer.status ?? 200, answer.headers);
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isAnswer(value: unknown): value is FakeAnswer {
  return typeof value === 'object' && value !== null && 'body' in value;
}

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The real program, in an environment without a terminal. */
export function runLava(args: string[], env: Record<string, string>, input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [mainOf('lava'), ...args], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
  });
  const ran: Ran = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    ran.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    ran.stderr += chunk;
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ran, code }));
  });
}
