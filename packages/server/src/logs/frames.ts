// SPDX-License-Identifier: Apache-2.0
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Bytes of records that one frame holds at most, unless a single batch is larger. */
export const FRAME_SIZE = 1024 * 1024;

/** Level 1: a live frame must be out of the way; level 9 for what is kept. Both with a checksum. */
export function packFrame(lines: Buffer, level: 1 | 9): Promise<Buffer> {
  return compress(lines, {
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 },
  });
}

export function unpackFrame(frame: Buffer): Promise<Buffer> {
  return decompress(frame);
}
