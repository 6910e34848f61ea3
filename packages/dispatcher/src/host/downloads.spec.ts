// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { writeIntoExt } from '../image/write-ext.ts';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import { ArtefactCache } from './cache.ts';
import { Downloads, type Wanted } from './downloads.ts';
import { type OwnFile, ownCopy, type SharedFile } from './own-file.ts';

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
let jobs = 0;
function downloads(cache = new ArtefactCache(join(root, `cache${++count}`)), settings = {}) {
  const held = join(root, `job${++jobs}`);
  return new Downloads(cache, log, { held, settings, fileDirs: [root], env: {} });
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

  it('start again when the file has changed meanwhile', async () => {
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
    expect(new Set(all.map(({ path }) => statSync(path).ino)).size).toBe(1);
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
  /** A file of so many bytes, and what a job gets of it. */
  async function fetched(cache: ArtefactCache, letter: string, size = 200_000) {
    const file = join(root, letter);
    if (!existsSync(file)) writeFileSync(file, Buffer.alloc(size, letter));
    return downloads(cache).get(progress, wanted({ url: `file://${file}` }));
  }
  const blobs = (directory: string) => readdirSync(join(directory, 'blobs')).sort();

  it('drops what was not used for longest, and never what a job has got', async () => {
    const directory = join(root, `cache${++count}`);
    const cache = new ArtefactCache(directory, 500_000);
    const all = [];
    for (const letter of ['a', 'b', 'c']) {
      all.push(await fetched(cache, letter));
      // The order of use is the order of times.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(blobs(directory)).toEqual([all[1]?.sha256, all[2]?.sha256].sort());
    expect(readFileSync(all[0]?.path ?? '', 'latin1').startsWith('aaa')).toBe(true);
  });

  it('serves a job that is larger than the limit', async () => {
    const directory = join(root, `cache${++count}`);
    const job = downloads(new ArtefactCache(directory, 1));
    const files = ['d', 'e', 'f'].map((letter) => {
      writeFileSync(join(root, letter), Buffer.alloc(100_000, letter));
      return wanted({ label: letter, url: `file://${join(root, letter)}` });
    });
    for (const each of files) job.prefetch(each);
    for (const each of files)
      expect(readFileSync((await job.get(progress, each)).path, 'latin1')).toBe(each.label.repeat(100_000));
  });

  const gone = (path: string) => {
    rmSync(path);
    return path;
  };
  const DAMAGE: [string, (path: string) => void][] = [
    ['shorter', (path) => truncateSync(path, 10)],
    ['empty', (path) => truncateSync(path, 0)],
    ['other content of the same size', (path) => writeFileSync(path, Buffer.alloc(200_000, 'x'))],
    ['a directory', (path) => mkdirSync(gone(path))],
    ['a link', (path) => symlinkSync('/etc/passwd', gone(path))],
    ['a FIFO', (path) => execFileSync('mkfifo', [gone(path)])],
  ];
  it.each(DAMAGE)('fetches again what is damaged: %s', async (_what, damage) => {
    const directory = join(root, `cache${++count}`);
    const first = await fetched(new ArtefactCache(directory), 'g');
    const blob = join(directory, 'blobs', first.sha256);
    // A job's file is the same as the cache's, so it is kept apart from what happens to that.
    rmSync(first.path);
    damage(blob);
    const again = await fetched(new ArtefactCache(directory), 'g');
    expect(readFileSync(again.path, 'latin1')).toBe('g'.repeat(200_000));
    expect(again.fromCache).toBe(false);
  });

  it.each(['', '{', '[]', '{"sha256":"../../etc/passwd","size":1,"sums":{}}', 'x'.repeat(100_000)])(
    'takes a note that is none for absent: %#',
    async (text) => {
      const directory = join(root, `cache${++count}`);
      await fetched(new ArtefactCache(directory), 'h');
      for (const place of ['known', 'checked', 'sums', 'partial'])
        for (const name of [...readdirSync(join(directory, place)), 'foreign'])
          writeFileSync(join(directory, place, name), text);
      const again = await fetched(new ArtefactCache(directory), 'h');
      expect(readFileSync(again.path, 'latin1')).toBe('h'.repeat(200_000));
    },
  );

  it('lets nobody write to what is shared', async () => {
    const { path } = await fetched(new ArtefactCache(join(root, `cache${++count}`)), 'i');
    expect(statSync(path).mode & 0o222).toBe(0);
    expectTypeOf(path).toEqualTypeOf<SharedFile>();
    expectTypeOf<SharedFile>().not.toExtend<OwnFile>();
    expectTypeOf<string>().not.toExtend<OwnFile>();
    expectTypeOf<typeof writeIntoExt>().parameter(1).toHaveProperty('image').toEqualTypeOf<OwnFile>();
    const own = await ownCopy(progress, path, join(root, 'own'));
    writeFileSync(own, 'changed');
    expect(readFileSync(path, 'latin1').startsWith('iii')).toBe(true);
  });

  it('forgets what broke off long ago, and notes of what is gone', async () => {
    const directory = join(root, `cache${++count}`);
    const { sha256: sum } = await fetched(new ArtefactCache(directory), 'j');
    rmSync(join(directory, 'blobs', sum));
    writeFileSync(join(directory, 'partial/old'), '');
    utimesSync(join(directory, 'partial/old'), 1, 1);
    writeFileSync(join(directory, 'partial/new'), '');
    utimesSync(join(directory, 'cleaned'), 1, 1);
    new ArtefactCache(directory);
    expect(readdirSync(join(directory, 'partial'))).toEqual(['new']);
    expect(readdirSync(join(directory, 'known'))).toEqual([]);
  });

  it('has nothing left in its corners', async () => {
    const directory = join(root, `cache${++count}`);
    await downloads(new ArtefactCache(directory)).get(progress, wanted());
    expect(readdirSync(join(directory, 'locks'))).toEqual([]);
    expect(readdirSync(join(directory, 'partial'))).toEqual([]);
  });
});
