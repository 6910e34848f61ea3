// SPDX-License-Identifier: Apache-2.0
import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { SUPER_OFFSET, SUPER_SIZE, SuperBlock, unusable } from './super-block.ts';

/** Bytes of structures that are read at most; only a file system that was made to harm has more to read. */
const MOST_READ = 256 * 1024 * 1024;

/** The blocks of a file system in a file. Those of its own structures are kept in memory until `flush`. */
export class Volume {
  readonly super: SuperBlock;
  readonly #fd: number;
  readonly #offset: number;
  readonly #cached = new Map<number, Buffer>();
  readonly #dirty = new Set<number>();

  /**
   * @param offset bytes from the start of the file to the file system
   * @throws LavaError `overlay-failed` when it is not ext2, ext3 or ext4, or one that cannot be written
   */
  constructor(path: string, offset = 0) {
    this.#fd = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
    this.#offset = offset;
    try {
      const bytes = Buffer.alloc(SUPER_SIZE);
      if (readSync(this.#fd, bytes, 0, SUPER_SIZE, offset + SUPER_OFFSET) !== SUPER_SIZE)
        throw unusable('it is not an ext2, ext3 or ext4 file system (too short)');
      this.super = new SuperBlock(bytes, fstatSync(this.#fd).size - offset);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  /** A block of the file system's structures, to read or to change; who changes it calls `touch`. */
  block(number: number): Buffer {
    const cached = this.#cached.get(number);
    if (cached) return cached;
    const bytes = Buffer.alloc(this.super.blockSize);
    readSync(this.#fd, bytes, 0, bytes.length, this.#place(number));
    this.#keep(number, bytes);
    return bytes;
  }

  /** A block that is written whole: what it held does not matter. */
  fresh(number: number): Buffer {
    const bytes = Buffer.alloc(this.super.blockSize);
    this.#place(number);
    this.#keep(number, bytes);
    this.#dirty.add(number);
    return bytes;
  }

  touch(number: number): void {
    this.#dirty.add(number);
  }

  /** Forgets a block that has become free. */
  drop(number: number): void {
    this.#cached.delete(number);
    this.#dirty.delete(number);
  }

  /** Data of a file. */
  write(number: number, data: Uint8Array): void {
    const place = this.#place(number);
    this.#place(number + Math.ceil(data.length / this.super.blockSize) - 1);
    for (let done = 0; done < data.length; )
      done += writeSync(this.#fd, data, done, data.length - done, place + done);
  }

  flush(): void {
    for (const number of this.#dirty) {
      const bytes = this.#cached.get(number);
      if (bytes) this.write(number, bytes);
    }
    this.#dirty.clear();
    this.super.seal();
    writeSync(this.#fd, this.super.bytes, 0, SUPER_SIZE, this.#offset + SUPER_OFFSET);
    fsyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #place(number: number): number {
    if (!Number.isInteger(number) || number < this.super.firstBlock || number >= this.super.blocks)
      throw unusable(`it names block ${number}, which it does not have`);
    return this.#offset + number * this.super.blockSize;
  }

  #keep(number: number, bytes: Buffer): void {
    this.#cached.set(number, bytes);
    if (this.#cached.size * this.super.blockSize > MOST_READ)
      throw unusable(`its structures are larger than ${MOST_READ} bytes`);
  }
}
