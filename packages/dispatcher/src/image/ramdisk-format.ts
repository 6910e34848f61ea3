// SPDX-License-Identifier: Apache-2.0
import { openRegular } from './part.ts';

/** First bytes of what the kernel takes for a ramdisk. */
const FORMATS: Record<string, number[]> = {
  cpio: [0x30, 0x37, 0x30, 0x37, 0x30],
  gz: [0x1f, 0x8b],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
  bz2: [0x42, 0x5a, 0x68],
  lzma: [0x5d, 0x00, 0x00],
  lzo: [0x89, 0x4c, 0x5a, 0x4f],
  lz4: [0x02, 0x21, 0x4c, 0x18],
};

/** What its first bytes say of a ramdisk; undefined when the kernel would not take it for one. */
export async function ramdiskFormat(path: string): Promise<string | undefined> {
  const start = Buffer.alloc(6);
  const file = await openRegular(path);
  try {
    await file.read(start, 0, start.length, 0);
  } finally {
    await file.close();
  }
  return Object.keys(FORMATS).find((name) => (FORMATS[name] ?? []).every((byte, i) => start[i] === byte));
}
