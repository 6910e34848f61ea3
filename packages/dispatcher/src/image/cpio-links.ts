// SPDX-License-Identifier: Apache-2.0
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { decompressed } from '../host/decompress.ts';
import { ByteReader } from './byte-reader.ts';
import { ramdiskFormat } from './ramdisk-format.ts';

const HEADER = 110;
/** What starts an entry in the newc form, without and with sums. */
const MAGIC = /^07070[12]/;
const LINK = 0o120000;
const KIND = 0o170000;
/** The kernel takes no longer names and targets. */
const LONGEST = 4096;

interface Entry {
  path: string;
  mode: number;
  size: number;
}

/**
 * Where a ramdisk has a symbolic link instead of one of these directories, e.g. `lib` → `usr/lib`: the kernel puts a directory
 * that a later archive brings in the place of the link. Of several archives in one file, those are read that are compressed
 * as the first one; none of a ramdisk by lzo.
 * @param directories paths relative to the root
 */
export async function linksIn(
  progress: Progress,
  ramdisk: string,
  directories: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const links = new Map<string, string>();
  const format = await ramdiskFormat(ramdisk);
  if (format === undefined || format === 'lzo') return links;
  const source = decompressed(progress, 'ramdisk', format === 'cpio' ? undefined : format, ramdisk);
  const bytes = new ByteReader(source);
  try {
    for (let entry = await next(bytes); entry; entry = await next(bytes)) {
      progress.throwIfDone();
      const isLink = (entry.mode & KIND) === LINK && entry.size <= LONGEST;
      const wanted = directories.has(entry.path);
      if (wanted && isLink) links.set(entry.path, (await bytes.take(entry.size)).toString());
      else await bytes.skip(entry.size);
      if (wanted && !isLink) links.delete(entry.path);
      await pad(bytes, entry.size);
    }
  } catch (error) {
    progress.throwIfDone();
    // An archive that is packed in another way may follow, which only the kernel reads.
    if (!(error instanceof LavaError) || error.code !== 'decompress-failed') throw error;
  } finally {
    await bytes.close();
  }
  return links;
}

/** The head of the next entry; zeros between two archives are passed by. Undefined at the end, or what is none. */
async function next(bytes: ByteReader): Promise<Entry | undefined> {
  let start = await bytes.take(4);
  while (start.length === 4 && start.every((byte) => byte === 0)) start = await bytes.take(4);
  const head = `${start.toString('latin1')}${(await bytes.take(HEADER - 4)).toString('latin1')}`;
  if (head.length < HEADER || !MAGIC.test(head)) return undefined;
  const field = (index: number) => Number.parseInt(head.slice(6 + 8 * index, 14 + 8 * index), 16);
  const [mode, size, length] = [field(1), field(6), field(11)];
  if (!(length > 0 && length <= LONGEST && size >= 0)) return undefined;
  const name = (await bytes.take(length)).toString('utf8', 0, length - 1);
  await pad(bytes, HEADER + length);
  return { path: name.replace(/^(\.?\/)+/, ''), mode, size };
}

async function pad(bytes: ByteReader, length: number): Promise<void> {
  await bytes.skip((4 - (length % 4)) % 4);
}
