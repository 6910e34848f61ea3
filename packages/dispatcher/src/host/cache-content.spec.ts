// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chownSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import { ArtefactCache } from './cache.ts';
import { Downloads, type Wanted } from './downloads.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-cache-'));
const data = randomBytes(100_000);
const packed = gzipSync(data);
const log = new JobLog(
  { write() {}, flush: async () => {}, backlog: 0, lost: 0 },
  new RecordClock(),
  new Mask([]),
);
let ranges: (string | undefined)[] = [];
const server = createServer((request, response) => {
  const { range } = request.headers;
  ranges.push(range);
  if (request.headers['if-none-match'] === '"tag"') return void response.writeHead(304).end();
  const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
  const headers = { etag: '"tag"', 'content-length': packed.length - from };
  response.writeHead(from > 0 ? 206 : 200, headers).end(packed.subarray(from));
});
let url = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/image`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

let jobs = 0;
/** A job that fetches an archive and what is in it, in a bounded time. */
async function fetchAll(path: string): Promise<void> {
  const cache = new ArtefactCache(path);
  const held = join(root, `job${++jobs}`);
  const downloads = new Downloads(cache, log, { held, settings: {}, fileDirs: [], env: {} });
  const md5 = createHash('md5').update(packed).digest('hex');
  const wanted = { label: 'image', url, sums: { md5 }, useCache: true } satisfies Wanted;
  using whole = Progress.root();
  using progress = whole.child(60_000, () => new LavaError('step-timeout', 'it hangs'));
  const raw = await downloads.get(progress, wanted);
  expect(readFileSync(raw.path).equals(packed)).toBe(true);
  const plain = await downloads.get(progress, { ...wanted, decompress: 'gz' });
  expect(readFileSync(plain.path).equals(data)).toBe(true);
  await downloads.stop();
}

const files = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const shell = (script: string) => expect(spawnSync('sh', ['-ec', script]).status).toBe(0);

/** What a file of the cache may have become. */
const THINGS: [what: string, script: (path: string) => string][] = [
  ['a directory', (path) => `mkdir -p ${path}/x`],
  ['a file of nothing', (path) => `: >${path}`],
  ['a file of noise', (path) => `head -c 5000 /dev/urandom >${path}`],
  ['a large file', (path) => `truncate -s 1G ${path}`],
  ['JSON of another kind', (path) => `echo '{"a":[1]}' >${path}`],
  ['a pipe', (path) => `mkfifo ${path}`],
  ['a link to nowhere', (path) => `ln -s nowhere ${path}`],
  ['a link to itself', (path) => `ln -s ${path} ${path}`],
  ['a link to an endless device', (path) => `ln -s /dev/zero ${path}`],
  ['a directory without permissions', (path) => `mkdir -p ${path}/x; chmod 0 ${path}`],
];

it.each(THINGS)(
  'a job gets the right files where all of the cache is %s',
  async (_, script) => {
    const path = mkdtempSync(join(root, 'cache-'));
    await fetchAll(path);
    const key = ArtefactCache.key(url, '{}');
    const partial = ['', '.json'].map((end) => join(path, 'partial', `${key}${end}`));
    shell([...files(path), ...partial].map((file) => `rm -rf ${file}; ${script(file)}`).join('\n'));
    await fetchAll(path);
    await fetchAll(path);
  },
  200_000,
);

it('extended attributes and access lists of a cached file change nothing for the next job', async () => {
  const path = mkdtempSync(join(root, 'cache-'));
  await fetchAll(path);
  const blobs = files(join(path, 'blobs'));
  expect(blobs).toHaveLength(2);
  for (const blob of blobs) {
    spawnSync('setfattr', ['-n', 'user.x', '-v', 'y', blob]);
    spawnSync('setfacl', ['-m', 'u:65534:rw', blob]);
    // Without the tools at least what they have in common: another time of change.
    shell(`chmod 0644 ${blob}; chmod 0444 ${blob}`);
  }
  await fetchAll(path);
});

it.skipIf(process.geteuid?.() !== 0)(
  'what a job of another account has begun is continued, not fetched again',
  async () => {
    const path = mkdtempSync(join(root, 'cache-'));
    new ArtefactCache(path);
    const partial = join(path, 'partial', ArtefactCache.key(url, '{}'));
    writeFileSync(partial, packed.subarray(0, 40_000));
    writeFileSync(`${partial}.json`, JSON.stringify({ etag: '"tag"' }));
    for (const name of [partial, `${partial}.json`]) chownSync(name, 60_999, 60_999);
    utimesSync(partial, 1, 1);
    ranges = [];
    await fetchAll(path);
    expect(ranges[0]).toBe('bytes=40000-');
  },
);

it.skipIf(process.geteuid?.() !== 0)(
  'what a job of another account puts into the place of a file is not used, whatever its note says',
  async () => {
    const path = mkdtempSync(join(root, 'cache-'));
    await fetchAll(path);
    const blobs = files(join(path, 'blobs'));
    expect(blobs).toHaveLength(2);
    const names = blobs.map((blob) => basename(blob));
    for (const [note, blob] of names.map((name) => [
      join(path, 'checked', name),
      join(path, 'blobs', name),
    ])) {
      if (!note || !blob) continue;
      const { size, mtimeNs } = lstatSync(blob, { bigint: true });
      rmSync(blob);
      writeFileSync(blob, Buffer.alloc(Number(size), 'x'), { mode: 0o444 });
      utimesSync(blob, 1, Number(mtimeNs / 1_000_000_000n));
      const { ino, dev, mtimeNs: time } = lstatSync(blob, { bigint: true });
      rmSync(note);
      writeFileSync(note, `${size} ${time} ${ino} ${dev}`);
      for (const each of [note, blob]) chownSync(each, 60_999, 60_999);
    }
    await fetchAll(path);
  },
);
