// SPDX-License-Identifier: Apache-2.0
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { cpioEnd, cpioHead, LARGEST_CPIO_FILE } from '@lava/kit/cpio.ts';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Allowance } from '../host/allowance.ts';
import { decompressed } from '../host/decompress.ts';
import { type OwnFile, ownCopy, ownFile } from '../host/own-file.ts';
import { quoted } from '../job/path.ts';
import { Parts } from './part.ts';
import { ramdiskFormat } from './ramdisk-format.ts';
import { roomFor } from './room.ts';
import type { OverlayEntry, OverlayTree } from './tree.ts';

/** Written in one go, bytes. */
const CHUNK = 256 * 1024;

/**
 * The ramdisk with the overlay after it, as a second archive: the kernel unpacks both, so the first need not be unpacked,
 * however it is compressed. lz4 is the exception: its decoder in the kernel does not find the end of the first archive.
 * @param work an empty directory for the new ramdisk, which has the old one's name
 * @throws LavaError `artefact-invalid` when the file is not a ramdisk
 */
export async function appendCpio(
  progress: Progress,
  key: string,
  ramdisk: string,
  tree: OverlayTree,
  { work, name, allowance }: { work: string; name: string; allowance: Allowance },
): Promise<OwnFile> {
  const format = await ramdiskFormat(ramdisk);
  if (!format)
    throw new LavaError(
      'artefact-invalid',
      `${key} is not a cpio archive, compressed or not, so no overlay can follow in it`,
    );
  roomFor(tree, work, `overlay of ${key}`);
  const path = join(work, name);
  if (format === 'lz4') await unpackLz4(progress, key, ramdisk, path, allowance);
  else await ownCopy(progress, ramdisk, path);
  const file = await open(path, 'r+');
  try {
    const writer = new Writer(file, (await file.stat()).size);
    // Each archive starts at a multiple of 4 bytes; the kernel skips zeros between them.
    await writer.pad();
    await writeCpioTree(progress, tree, writer);
    await writer.flush();
  } finally {
    await file.close();
  }
  return ownFile(path);
}

async function writeCpioTree(progress: Progress, tree: OverlayTree, writer: Writer): Promise<void> {
  await using parts = new Parts();
  let inode = 1;
  for (const [path, entry] of tree.entries) {
    const size = entry.kind === 'link' ? Buffer.byteLength(entry.to) : Parts.size(entry);
    if (size > LARGEST_CPIO_FILE)
      throw new LavaError('overlay-failed', `${quoted(path)} is too large for a cpio archive`);
    await writer.write(cpioHead(headOf(path, entry), inode++, size));
    if (entry.kind === 'link') await writer.write(Buffer.from(entry.to));
    for await (const chunk of parts.read(progress, entry)) await writer.write(chunk);
    await writer.pad();
  }
  await writer.write(cpioEnd());
  await writer.pad();
}

function headOf(path: string, entry: OverlayEntry) {
  const { mode, uid, gid } = entry;
  const kind = entry.kind === 'directory' ? {} : entry.kind === 'link' ? { link: entry.to } : { data: '' };
  return { path, mode, uid, gid, ...kind };
}

async function unpackLz4(progress: Progress, what: string, from: string, to: string, allowance: Allowance) {
  const file = await open(to, 'wx', 0o600);
  try {
    for await (const chunk of decompressed(progress, what, 'lz4', from)) {
      allowance.take(chunk.length, what);
      await file.appendFile(chunk);
    }
  } finally {
    await file.close();
  }
}

/** Gathers small pieces. */
class Writer {
  readonly #file: FileHandle;
  #position: number;
  #parts: Buffer[] = [];
  #gathered = 0;

  constructor(file: FileHandle, position: number) {
    this.#file = file;
    this.#position = position;
  }

  async write(bytes: Buffer): Promise<void> {
    this.#parts.push(bytes);
    this.#gathered += bytes.length;
    if (this.#gathered >= CHUNK) await this.flush();
  }

  async pad(): Promise<void> {
    await this.write(Buffer.alloc((4 - ((this.#position + this.#gathered) % 4)) % 4));
  }

  async flush(): Promise<void> {
    const all = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#gathered = 0;
    for (let at = 0; at < all.length; )
      at += (await this.#file.write(all, at, all.length - at, this.#position + at)).bytesWritten;
    this.#position += all.length;
  }
}
