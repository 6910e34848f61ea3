// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import { ArtefactCache } from './cache.ts';
import { Downloads, type Wanted } from './downloads.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-downloads-'));
const progress = Progress.root();
const sink = { write() {}, flush: async () => {}, backlog: 0, lost: 0 };
const log = new JobLog(sink, new RecordClock(), new Mask([]));
const data = randomBytes(300_000);
const sha256 = createHash('sha256').update(data).digest('hex');

/** What the server does with the next requests; then it serves `data` with an entity tag, ranges included. */
let behaviour: ((request: IncomingMessage, response: ServerResponse) => void)[] = [];
let requests: IncomingMessage[] = [];
const server = createServer((request, response) => {
  requests.push(request);
  const special = behaviour.shift();
  if (special) return special(request, response);
  if (request.headers['if-none-match'] === '"tag"') return void response.writeHead(304).end();
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const headers = { etag: '"tag"', 'content-length': data.length - from };
  response.writeHead(from > 0 ? 206 : 200, headers).end(data.subarray(from));
});
let url: string;

let count = 0;
function downloads(cache = new ArtefactCache(join(root, `cache${++count}`)), settings = {}) {
  return new Downloads(cache, log, settings);
}

function wanted(more: Partial<Wanted> = {}): Wanted {
  return { label: 'kernel', url, sums: {}, useCache: true, ...more };
}

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/image`;
});
afterEach(() => {
  behaviour = [];
  requests = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

describe('downloads', () => {
  it('are taken up where the connection broke', async () => {
    behaviour = [
      (_, response) => {
        response.writeHead(200, { etag: '"tag"', 'content-length': data.length });
        response.write(data.subarray(0, 100_000), () => response.destroy());
      },
    ];
    const { path, size } = await downloads().get(progress, wanted());
    expect(size).toBe(data.length);
    expect(readFileSync(path).equals(data)).toBe(true);
    expect(requests).toHaveLength(2);
    expect(requests[1]?.headers).toMatchObject({
      'if-range': '"tag"',
      range: expect.stringMatching(/^bytes=\d+-/),
    });
  });

  it('start anew when the file has changed meanwhile', async () => {
    behaviour = [
      (_, response) => {
        response.writeHead(200, { etag: '"old"', 'content-length': data.length });
        response.write(Buffer.alloc(100_000), () => response.destroy());
      },
      (_, response) =>
        void response.writeHead(200, { etag: '"tag"', 'content-length': data.length }).end(data),
    ];
    expect((await downloads().get(progress, wanted())).sha256).toBe(sha256);
  });

  it('are tried again when the server is busy, and not when the file is not there', async () => {
    behaviour = [
      (_, response) => void response.writeHead(503).end(),
      (_, response) => void response.writeHead(404).end(),
    ];
    await expect(downloads().get(progress, wanted())).rejects.toMatchObject({
      code: 'download-missing',
      kind: 'job',
    });
    expect(requests).toHaveLength(2);
  });

  it('follow redirects, and do not hand a token to another host', async () => {
    behaviour = [
      (_, response) =>
        void response.writeHead(302, { location: url.replace('127.0.0.1', 'localhost') }).end(),
    ];
    const headers = { authorization: 'Token secret', accept: 'x' };
    expect((await downloads().get(progress, wanted({ headers }))).sha256).toBe(sha256);
    expect(requests[0]?.headers.authorization).toBe('Token secret');
    expect(requests[1]?.headers.authorization).toBeUndefined();
    expect(requests[1]?.headers.accept).toBe('x');
  });

  it('come from the cache after one question, or none when the job knows the sum', async () => {
    const cache = new ArtefactCache(join(root, `cache${++count}`));
    await downloads(cache).get(progress, wanted());
    expect((await downloads(cache).get(progress, wanted())).fromCache).toBe(true);
    expect(requests).toHaveLength(2);
    const md5 = createHash('md5').update(data).digest('hex');
    expect((await downloads(cache).get(progress, wanted({ sums: { sha256 } }))).fromCache).toBe(true);
    expect(requests).toHaveLength(2);
    expect((await downloads(cache).get(progress, wanted({ sums: { md5 } }))).checked).toEqual({ md5 });
    await downloads(cache).get(progress, wanted({ useCache: false }));
    expect(requests.at(-1)?.headers['if-none-match']).toBeUndefined();
  });

  it('of the same file happen once, also in several processes of the worker', async () => {
    const cache = new ArtefactCache(join(root, `cache${++count}`));
    const [a, b] = [downloads(cache), downloads(cache)];
    const all = await Promise.all([
      a.get(progress, wanted()),
      b.get(progress, wanted()),
      b.get(progress, wanted()),
    ]);
    expect(new Set(all.map(({ path }) => path)).size).toBe(1);
    expect(requests.filter(({ headers }) => !headers['if-none-match'])).toHaveLength(1);
  });

  it('with a wrong sum name both', async () => {
    const sums = { sha512: 'f'.repeat(128) };
    await expect(downloads().get(progress, wanted({ sums }))).rejects.toMatchObject({
      code: 'download-checksum',
      message: expect.stringContaining('f'.repeat(128)),
    });
  });

  it('are decompressed once, and a file that is not compressed says so', async () => {
    const file = join(root, 'file.gz');
    writeFileSync(file, gzipSync(data));
    const cache = new ArtefactCache(join(root, `cache${++count}`));
    const gz = wanted({ url: `file://${file}`, decompress: 'gz' });
    const first = await downloads(cache).get(progress, gz);
    expect(readFileSync(first.path).equals(data)).toBe(true);
    expect((await downloads(cache).get(progress, gz)).fromCache).toBe(true);
    await expect(downloads(cache).get(progress, wanted({ decompress: 'gz' }))).rejects.toMatchObject({
      code: 'decompress-failed',
    });
    await expect(downloads(cache).get(progress, wanted({ decompress: 'xz' }))).rejects.toMatchObject({
      code: 'decompress-failed',
    });
  });

  it('begin before they are asked for', async () => {
    const all = downloads();
    all.prefetch(wanted());
    await expect.poll(() => requests.length).toBe(1);
    expect((await all.get(progress, wanted())).sha256).toBe(sha256);
    expect(requests).toHaveLength(1);
  });

  it('go through the HTTP cache of the lab where its rules say so', async () => {
    const cacheUrl = url.replace('/image', '/cache?uri=%s');
    await downloads(undefined, { http_url_format_string: cacheUrl }).get(
      progress,
      wanted({ url: 'http://example.com/x' }),
    );
    expect(requests[0]?.url).toBe('/cache?uri=http%3A%2F%2Fexample.com%2Fx');
  });
});

describe('the cache', () => {
  it('drops what was not used for longest, and keeps what a job has linked', async () => {
    const cache = new ArtefactCache(join(root, `cache${++count}`), 500_000);
    const sums: string[] = [];
    for (const letter of ['a', 'b', 'c']) {
      const file = join(root, letter);
      writeFileSync(file, Buffer.alloc(200_000, letter));
      const { path, sha256: sum } = await downloads(cache).get(progress, wanted({ url: `file://${file}` }));
      if (letter === 'a') cache.link(path, join(root, 'linked'));
      sums.push(sum);
    }
    expect(sums.map((sum) => existsSync(cache.blob(sum)))).toEqual([false, true, true]);
    expect(readFileSync(join(root, 'linked'), 'latin1').startsWith('aaa')).toBe(true);
  });

  it('has nothing left in its corners', async () => {
    const directory = join(root, `cache${++count}`);
    await downloads(new ArtefactCache(directory)).get(progress, wanted());
    expect(readdirSync(join(directory, 'locks'))).toEqual([]);
    expect(readdirSync(join(directory, 'partial'))).toEqual([]);
  });
});
