// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Progress } from '@lava/kit/progress.ts';
import { canMount, smallDisk } from '@lava/kit/testing/small-disk.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DownloadServer } from '../testing/download-server.ts';
import { ArtefactCache } from './cache.ts';

const server = new DownloadServer();
const progress = Progress.root();
beforeAll(() => server.start());
afterEach(() => server.forget());
afterAll(() => server.close());

describe('downloads', () => {
  it('are taken up where the connection broke', async () => {
    server.behaviour = [
      (_, response) => {
        response.writeHead(200, { etag: '"tag"', 'content-length': server.data.length });
        response.write(server.data.subarray(0, 100_000), () => response.destroy());
      },
    ];
    const { path, size } = await server.downloads().get(progress, server.wanted());
    expect(size).toBe(server.data.length);
    expect(readFileSync(path).equals(server.data)).toBe(true);
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]?.headers).toMatchObject({
      'if-range': '"tag"',
      range: expect.stringMatching(/^bytes=\d+-/),
    });
  });

  it('start again when the file has changed meanwhile', async () => {
    server.behaviour = [
      (_, response) => {
        response.writeHead(200, { etag: '"old"', 'content-length': server.data.length });
        response.write(Buffer.alloc(100_000), () => response.destroy());
      },
      (_, response) =>
        void response
          .writeHead(200, { etag: '"tag"', 'content-length': server.data.length })
          .end(server.data),
    ];
    expect((await server.downloads().get(progress, server.wanted())).sha256).toBe(server.sha256);
  });

  it('take no answer that was not asked for', async () => {
    for (const status of [304, 206]) {
      server.behaviour = [(_, response) => void response.writeHead(status).end()];
      await expect(server.downloads().get(progress, server.wanted())).rejects.toMatchObject({
        code: 'download-missing',
        message: expect.stringContaining(`${status}`),
      });
    }
  });

  it('do not go round in circles', async () => {
    server.behaviour = Array(11).fill((_: unknown, response: ServerResponse) => {
      response.writeHead(302, { location: server.url }).end();
    });
    await expect(server.downloads().get(progress, server.wanted())).rejects.toMatchObject({
      code: 'download-missing',
    });
    expect(server.requests).toHaveLength(11);
  });

  it.skipIf(!canMount)('leave the disk as it was when they are too large for it', async () => {
    const disk = smallDisk(8_000);
    if (!disk) throw new Error('this machine can mount');
    try {
      const cache = new ArtefactCache(join(disk.path, 'cache'));
      server.behaviour = [
        (_, response) => {
          const more = () => {
            while (response.write(server.data));
          };
          response.writeHead(200, { etag: '"tag"' }).on('drain', more);
          more();
        },
      ];
      await expect(server.downloads(cache).get(progress, server.wanted())).rejects.toMatchObject({
        code: 'disk-full',
      });
      expect(readdirSync(join(disk.path, 'cache/partial'))).toEqual([]);
    } finally {
      disk.remove();
    }
  });

  it('are tried again when the server is busy, and not when the file is not there', async () => {
    server.behaviour = [
      (_, response) => void response.writeHead(503).end(),
      (_, response) => void response.writeHead(404).end(),
    ];
    await expect(server.downloads().get(progress, server.wanted())).rejects.toMatchObject({
      code: 'download-missing',
      kind: 'job',
    });
    expect(server.requests).toHaveLength(2);
  });

  it('follow redirects, and do not hand a token to another host', async () => {
    server.behaviour = [
      (_, response) =>
        void response.writeHead(302, { location: server.url.replace('127.0.0.1', 'localhost') }).end(),
    ];
    const headers = { authorization: 'Token secret', accept: 'x' };
    expect((await server.downloads().get(progress, server.wanted({ headers }))).sha256).toBe(server.sha256);
    expect(server.requests[0]?.headers.authorization).toBe('Token secret');
    expect(server.requests[1]?.headers.authorization).toBeUndefined();
    expect(server.requests[1]?.headers.accept).toBe('x');
  });

  it('come from the cache after one question, or none when the job knows the sum', async () => {
    const cache = new ArtefactCache(server.cacheDirectory());
    await server.downloads(cache).get(progress, server.wanted());
    expect((await server.downloads(cache).get(progress, server.wanted())).fromCache).toBe(true);
    expect(server.requests).toHaveLength(2);
    const md5 = createHash('md5').update(server.data).digest('hex');
    expect(
      (await server.downloads(cache).get(progress, server.wanted({ sums: { sha256: server.sha256 } })))
        .fromCache,
    ).toBe(true);
    expect(server.requests).toHaveLength(2);
    expect((await server.downloads(cache).get(progress, server.wanted({ sums: { md5 } }))).checked).toEqual({
      md5,
    });
    await server.downloads(cache).get(progress, server.wanted({ useCache: false }));
    expect(server.requests.at(-1)?.headers['if-none-match']).toBeUndefined();
  });

  it('of the same file happen once, also in several processes of the worker', async () => {
    const cache = new ArtefactCache(server.cacheDirectory());
    const [a, b] = [server.downloads(cache), server.downloads(cache)];
    const all = await Promise.all([
      a.get(progress, server.wanted()),
      b.get(progress, server.wanted()),
      b.get(progress, server.wanted()),
    ]);
    expect(new Set(all.map(({ path }) => statSync(path).ino)).size).toBe(1);
    expect(server.requests.filter(({ headers }) => !headers['if-none-match'])).toHaveLength(1);
  });

  it('with a wrong sum name both', async () => {
    const sums = { sha512: 'f'.repeat(128) };
    await expect(server.downloads().get(progress, server.wanted({ sums }))).rejects.toMatchObject({
      code: 'download-checksum',
      message: expect.stringContaining('f'.repeat(128)),
    });
  });

  it('are decompressed once, and a file that is not compressed says so', async () => {
    const file = join(server.root, 'file.gz');
    writeFileSync(file, gzipSync(server.data));
    const cache = new ArtefactCache(server.cacheDirectory());
    const gz = server.wanted({ url: `file://${file}`, decompress: 'gz' });
    const first = await server.downloads(cache).get(progress, gz);
    expect(readFileSync(first.path).equals(server.data)).toBe(true);
    expect((await server.downloads(cache).get(progress, gz)).fromCache).toBe(true);
    await expect(
      server.downloads(cache).get(progress, server.wanted({ decompress: 'gz' })),
    ).rejects.toMatchObject({
      code: 'decompress-failed',
    });
    await expect(
      server.downloads(cache).get(progress, server.wanted({ decompress: 'xz' })),
    ).rejects.toMatchObject({
      code: 'decompress-failed',
    });
  });

  it('begin before they are asked for', async () => {
    const all = server.downloads();
    all.prefetch(server.wanted());
    await expect.poll(() => server.requests.length).toBe(1);
    expect((await all.get(progress, server.wanted())).sha256).toBe(server.sha256);
    expect(server.requests).toHaveLength(1);
  });

  it('go through the HTTP cache of the lab where its rules say so', async () => {
    const cacheUrl = server.url.replace('/image', '/cache?uri=%s');
    await server
      .downloads(undefined, { http_url_format_string: cacheUrl })
      .get(progress, server.wanted({ url: 'http://example.com/x' }));
    expect(server.requests[0]?.url).toBe('/cache?uri=http%3A%2F%2Fexample.com%2Fx');
  });
});
