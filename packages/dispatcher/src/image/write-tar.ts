// SPDX-License-Identifier: Apache-2.0
import { createWriteStream } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Progress } from '@lava/kit/progress.ts';
import tar, { type Pack } from 'tar-stream';

import { Parts } from './part.ts';
import { roomFor } from './room.ts';
import { isImplied, type OverlayEntry, type OverlayTree } from './tree.ts';

/** The overlay as gzip-compressed tar archive, for devices that fetch and unpack it. */
export async function packTar(progress: Progress, tree: OverlayTree, to: string): Promise<void> {
  roomFor(tree, dirname(to), 'overlay');
  const pack = tar.pack();
  const out = createWriteStream(to, { flags: 'wx', mode: 0o600 });
  // Its type lacks what makes it a stream of Node; it is one for pipelines.
  const written = pipeline(pack as unknown as Readable, createGzip(), out, { signal: progress.signal });
  await both(written, addAll(progress, tree, pack));
}

/** Writes the overlay as tar archive, its end included, into a stream. */
export async function writeTar(progress: Progress, tree: OverlayTree, to: Writable): Promise<void> {
  const pack = tar.pack();
  await both(
    pipeline(pack as unknown as Readable, to, { signal: progress.signal }),
    addAll(progress, tree, pack),
  );
}

/** Where one fails, the other does too; the first to fail knows why. */
async function both(reader: Promise<void>, writer: Promise<void>): Promise<void> {
  await Promise.all([reader, writer]);
}

async function addAll(progress: Progress, tree: OverlayTree, pack: Pack): Promise<void> {
  await using parts = new Parts();
  try {
    // Who unpacks it makes directories that are missing, but would change those that are there.
    for (const [path, entry] of tree.entries)
      if (!isImplied(entry)) await add(progress, path, entry, pack, parts);
    pack.finalize();
  } catch (error) {
    pack.destroy(error as Error);
    throw error;
  }
}

async function add(
  progress: Progress,
  path: string,
  entry: OverlayEntry,
  pack: Pack,
  parts: Parts,
): Promise<void> {
  progress.throwIfDone();
  const { mode, uid, gid, kind } = entry;
  const header = { name: path, mode, uid, gid, mtime: new Date() };
  if (kind === 'directory') return entryDone(pack, { ...header, type: 'directory' });
  if (kind === 'link') return entryDone(pack, { ...header, type: 'symlink', linkname: entry.to });
  if (kind === 'text') return entryDone(pack, { ...header, type: 'file' }, entry.text);
  await new Promise<void>((resolve, reject) => {
    const sink = pack.entry({ ...header, type: 'file', size: entry.size }, (error) =>
      error ? reject(error) : resolve(),
    );
    sink.on('error', reject);
    feed(progress, entry, sink, parts).catch(reject);
  });
}

function entryDone(pack: Pack, header: Parameters<Pack['entry']>[0], text?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve());
    if (text) pack.entry(header, text, done);
    else pack.entry(header, done);
  });
}

async function feed(
  progress: Progress,
  entry: OverlayEntry,
  sink: NodeJS.WritableStream,
  parts: Parts,
): Promise<void> {
  for await (const chunk of parts.read(progress, entry))
    if (!sink.write(chunk)) await progress.race(new Promise((resolve) => sink.once('drain', resolve)));
  sink.end();
}
