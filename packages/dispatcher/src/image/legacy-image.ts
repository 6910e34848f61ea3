// SPDX-License-Identifier: Apache-2.0
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type OwnFile, ownFile } from '../host/own-file.ts';
import { copyBytes } from './copy-bytes.ts';
import { openRegular } from './part.ts';

/** Bytes of the header that U-Boot reads before a legacy image; numbers in it are big-endian. */
export const HEADER = 64;
const MAGIC = 0x27051956;
const LINUX = 5;

/** Numbers of U-Boot for the architectures, by the words of mkimage. */
const ARCHITECTURES: Record<string, number> = {
  ...{ alpha: 1, arm: 2, x86: 3, ia64: 4, mips: 5, mips64: 6, powerpc: 7, ppc: 7, s390: 8, sh: 9 },
  ...{ sparc: 10, sparc64: 11, m68k: 12, microblaze: 14, nios2: 15, blackfin: 16, avr32: 17, sandbox: 19 },
  ...{ arm64: 22, arc: 23, x86_64: 24, xtensa: 25, riscv: 26 },
};
const TYPES = { kernel: 2, ramdisk: 3 } as const;

export interface LegacyImage {
  type: keyof typeof TYPES;
  /** Word of mkimage, e.g. `arm64`. */
  architecture: string;
  /** Addresses in memory, 32 bits; 0 where the bootloader takes the place where it lies. */
  load?: number;
  entry?: number;
  /** At most 32 bytes. */
  name?: string;
}

/** Does the file begin with the header? */
export async function hasHeader(path: string): Promise<boolean> {
  await using file = await openRegular(path);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
  return bytesRead === 4 && buffer.readUInt32BE(0) === MAGIC;
}

/**
 * A copy of a file with the header before it, as `mkimage -C none` makes it.
 * @param to a path where nothing is
 * @throws LavaError `device-invalid` for an architecture that U-Boot does not know
 */
export async function addHeader(
  progress: Progress,
  from: string,
  to: string,
  { type, architecture, load = 0, entry = 0, name = '' }: LegacyImage,
): Promise<OwnFile> {
  const number = Object.hasOwn(ARCHITECTURES, architecture) ? ARCHITECTURES[architecture] : undefined;
  if (number === undefined)
    throw new LavaError(
      'device-invalid',
      `mkimage_arch of the device is ${architecture}, which U-Boot does not know`,
      {
        hint: `known: ${Object.keys(ARCHITECTURES).join(', ')}`,
      },
    );
  await using source = await openRegular(from);
  await using target = await open(to, 'wx', 0o600);
  const { size, sum } = await copyBytes(progress, { file: source, at: 0 }, { file: target, at: HEADER });
  const header = Buffer.alloc(HEADER);
  header.writeUInt32BE(MAGIC, 0);
  header.writeUInt32BE(0, 8); // the time, which would make each image another one
  header.writeUInt32BE(size, 12);
  header.writeUInt32BE(load, 16);
  header.writeUInt32BE(entry, 20);
  header.writeUInt32BE(sum, 24);
  header.set([LINUX, number, TYPES[type], 0], 28);
  header.write(name.slice(0, 32), 32, 'latin1');
  header.writeUInt32BE(crc32(header), 4);
  await target.write(header, 0, HEADER, 0);
  return ownFile(to);
}

/**
 * A copy of a legacy image without its header.
 * @throws LavaError `artefact-invalid` when it has none
 */
export async function removeHeader(
  progress: Progress,
  what: string,
  from: string,
  to: string,
): Promise<OwnFile> {
  await using source = await openRegular(from);
  const start = Buffer.alloc(4);
  await source.read(start, 0, start.length, 0);
  if (start.readUInt32BE(0) !== MAGIC)
    throw new LavaError('artefact-invalid', `${what} does not begin with a header of U-Boot`, {
      hint: `leave \`header\` out of ${what}`,
    });
  await using target = await open(to, 'wx', 0o600);
  await copyBytes(progress, { file: source, at: HEADER }, { file: target, at: 0 });
  return ownFile(to);
}
