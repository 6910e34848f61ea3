// SPDX-License-Identifier: Apache-2.0
import { statfsSync } from 'node:fs';
import { LavaError } from '@lava/protocol/error/error.ts';

/** Bytes that one artefact may have once it is unpacked, where the worker's settings say nothing. */
export const DEFAULT_UNPACKED = 32 * 1024 ** 3;

/** Space of the disk that unpacking leaves to others: bytes, and part of the whole; the smaller one counts. */
const RESERVE = 1024 ** 3;
const RESERVE_PART = 0.02;

/** How often the disk is looked at, bytes; what is less in all is written to any disk. */
const LOOK = 64 * 1024 ** 2;

/** What an archive or compressed file may become on this worker's disk, whatever it claims. */
export class Allowance {
  readonly #directory: string;
  readonly #most: number;
  #used = 0;
  #looked = LOOK;

  /**
   * @param directory where it is written
   * @param most the limit, bytes
   */
  constructor(directory: string, most = DEFAULT_UNPACKED) {
    this.#directory = directory;
    this.#most = most;
  }

  /**
   * Counts bytes that are about to be written.
   * @param what whose they are, for the message
   * @param written how many of them take space on the disk
   * @throws LavaError `artefact-invalid` over the limit, `disk-full` when too little would be left for others
   */
  take(bytes: number, what: string, written = bytes): void {
    this.#used += bytes;
    if (this.#used > this.#most)
      throw new LavaError('artefact-invalid', `${what} is larger than ${this.#most} bytes when unpacked`, {
        hint: 'the limit is `unpacked_size_mb` of the dispatcher settings of the worker',
      });
    this.#looked -= written;
    if (this.#looked > 0) return;
    this.#looked = Math.max(0, LOOK - bytes);
    const { bsize, bavail, blocks } = statfsSync(this.#directory);
    const reserve = Math.min(RESERVE, blocks * bsize * RESERVE_PART);
    if (bavail * bsize - written < reserve)
      throw new LavaError('disk-full', `${what}: the worker's disk would have too little space left`);
  }
}

/** The limit of the worker's settings, bytes. */
export function unpackedLimit(settings: Record<string, unknown>): number {
  const limit = Number(settings.unpacked_size_mb) * 1e6;
  return limit > 0 ? limit : DEFAULT_UNPACKED;
}
