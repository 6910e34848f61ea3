// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { writeIntoExt } from '../image/write-ext.ts';
import { DownloadServer } from '../testing/download-server.ts';
import { ArtefactCache } from './cache.ts';
import { type OwnFile, ownCopy, type SharedFile } from './own-file.ts';

const server = new DownloadServer();
const progress = Progress.root();
beforeAll(() => server.start());
afterEach(() => server.forget());
afterAll(() => server.close());

describe('the cache', () => {
  /** A file of so many bytes, and what a job gets of it. */
  async function fetched(cache: ArtefactCache, letter: string, size = 200_000) {
    const file = join(server.root, letter);
    if (!existsSync(file)) writeFileSync(file, Buffer.alloc(size, letter));
    return server.downloads(cache).get(progress, server.wanted({ url: `file://${file}` }));
  }
  const blobs = (directory: string) => readdirSync(join(directory, 'blobs')).sort();

  it('drops what was not used for longest, and never what a job has got', async () => {
    const directory = server.cacheDirectory();
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
    const directory = server.cacheDirectory();
    const job = server.downloads(new ArtefactCache(directory, 1));
    const files = ['d', 'e', 'f'].map((letter) => {
      writeFileSync(join(server.root, letter), Buffer.alloc(100_000, letter));
      return server.wanted({ label: letter, url: `file://${join(server.root, letter)}` });
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
    const directory = server.cacheDirectory();
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
      const directory = server.cacheDirectory();
      await fetched(new ArtefactCache(directory), 'h');
      for (const place of ['known', 'checked', 'sums', 'partial'])
        for (const name of [...readdirSync(join(directory, place)), 'foreign'])
          writeFileSync(join(directory, place, name), text);
      const again = await fetched(new ArtefactCache(directory), 'h');
      expect(readFileSync(again.path, 'latin1')).toBe('h'.repeat(200_000));
    },
  );

  it('lets nobody write to what is shared', async () => {
    const { path } = await fetched(new ArtefactCache(server.cacheDirectory()), 'i');
    expect(statSync(path).mode & 0o222).toBe(0);
    expectTypeOf(path).toEqualTypeOf<SharedFile>();
    expectTypeOf<SharedFile>().not.toExtend<OwnFile>();
    expectTypeOf<string>().not.toExtend<OwnFile>();
    expectTypeOf<typeof writeIntoExt>().parameter(1).toHaveProperty('image').toEqualTypeOf<OwnFile>();
    const own = await ownCopy(progress, path, join(server.root, 'own'));
    writeFileSync(own, 'changed');
    expect(readFileSync(path, 'latin1').startsWith('iii')).toBe(true);
  });

  it('forgets what broke off long ago, and notes of what is gone', async () => {
    const directory = server.cacheDirectory();
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
    const directory = server.cacheDirectory();
    await server.downloads(new ArtefactCache(directory)).get(progress, server.wanted());
    expect(readdirSync(join(directory, 'locks'))).toEqual([]);
    expect(readdirSync(join(directory, 'partial'))).toEqual([]);
  });
});
