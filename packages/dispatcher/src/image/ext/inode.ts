// SPDX-License-Identifier: Apache-2.0
import { crc32c, le32 } from './checksum.ts';
import type { Groups } from './groups.ts';
import { unusable } from './super-block.ts';
import type { Volume } from './volume.ts';

export const TYPE = { directory: 0o040000, file: 0o100000, link: 0o120000 };
const TYPE_BITS = 0o170000;

export const FLAG = {
  index: 0x1000,
  extents: 0x80000,
  inlineData: 0x10000000,
  /** Names in it are not plain bytes. */
  encrypted: 0x800,
  casefold: 0x40000000,
};

/** An inode, as it is in its table. Changes count after `save`. */
export class Inode {
  readonly number: number;
  readonly bytes: Buffer;
  readonly #volume: Volume;
  readonly #block: number;

  constructor(volume: Volume, groups: Groups, number: number) {
    const { super: sb } = volume;
    if (number < 1 || number > sb.inodes) throw unusable(`it names inode ${number}, which it does not have`);
    const index = (number - 1) % sb.inodesPerGroup;
    const at = index * sb.inodeSize;
    const group = Math.floor((number - 1) / sb.inodesPerGroup);
    this.#block = groups.inodeTable(group) + Math.floor(at / sb.blockSize);
    this.#volume = volume;
    this.number = number;
    this.bytes = volume.block(this.#block).subarray(at % sb.blockSize, (at % sb.blockSize) + sb.inodeSize);
  }

  /** Makes it empty: no data, no attributes, owned by root. */
  reset(mode: number): void {
    const { extraInodeBytes } = this.#volume.super;
    this.bytes.fill(0);
    if (extraInodeBytes > 0) this.bytes.writeUInt16LE(extraInodeBytes, 0x80);
    this.mode = mode;
    this.links = 1;
    this.stamp(true);
  }

  /** Sets its times to now. */
  stamp(created = false): void {
    const now = Math.floor(Date.now() / 1000);
    for (const at of [0x8, 0xc, 0x10]) this.bytes.writeUInt32LE(now, at);
    if (created && this.#extra >= 0x14) this.bytes.writeUInt32LE(now, 0x90);
  }

  get mode(): number {
    return this.bytes.readUInt16LE(0);
  }
  set mode(mode: number) {
    this.bytes.writeUInt16LE(mode, 0);
  }

  is(type: number): boolean {
    return (this.mode & TYPE_BITS) === type;
  }

  get links(): number {
    return this.bytes.readUInt16LE(0x1a);
  }
  set links(count: number) {
    this.bytes.writeUInt16LE(count, 0x1a);
  }

  get size(): number {
    return this.bytes.readUInt32LE(0x4) + (this.is(TYPE.link) ? 0 : this.bytes.readUInt32LE(0x6c) * 2 ** 32);
  }
  set size(size: number) {
    this.bytes.writeUInt32LE(size % 2 ** 32, 0x4);
    this.bytes.writeUInt32LE(Math.floor(size / 2 ** 32), 0x6c);
  }

  get flags(): number {
    return this.bytes.readUInt32LE(0x20);
  }
  set flags(flags: number) {
    this.bytes.writeUInt32LE(flags >>> 0, 0x20);
  }

  hasFlag(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  /** Where its blocks are, or the text of a short link. */
  get map(): Buffer {
    return this.bytes.subarray(0x28, 0x28 + 60);
  }

  /** Block of its extended attributes; 0 when it has none. */
  get attributes(): number {
    return this.bytes.readUInt32LE(0x68) + this.bytes.readUInt16LE(0x76) * 2 ** 32;
  }

  setOwner(user: number, group: number): void {
    this.bytes.writeUInt16LE(user & 0xffff, 0x2);
    this.bytes.writeUInt16LE(user >>> 16, 0x78);
    this.bytes.writeUInt16LE(group & 0xffff, 0x18);
    this.bytes.writeUInt16LE(group >>> 16, 0x7a);
  }

  /** Counts the file system's blocks that it uses, those of its map and attributes too. */
  addBlocks(count: number): void {
    const now = this.bytes.readUInt32LE(0x1c) + this.bytes.readUInt16LE(0x74) * 2 ** 32;
    const next = Math.max(0, now + count * (this.#volume.super.blockSize / 512));
    this.bytes.writeUInt32LE(next % 2 ** 32, 0x1c);
    this.bytes.writeUInt16LE(Math.floor(next / 2 ** 32), 0x74);
  }

  /** Start value of the sums of what belongs to it. */
  get seed(): number {
    return crc32c(crc32c(this.#volume.super.seed, le32(this.number)), this.bytes.subarray(0x64, 0x68));
  }

  save(): void {
    this.#volume.touch(this.#block);
    if (!this.#volume.super.has.csum) return;
    const high = this.#extra >= 4;
    this.bytes.writeUInt16LE(0, 0x7c);
    if (high) this.bytes.writeUInt16LE(0, 0x82);
    const sum = crc32c(this.seed, this.bytes);
    this.bytes.writeUInt16LE(sum & 0xffff, 0x7c);
    if (high) this.bytes.writeUInt16LE(sum >>> 16, 0x82);
  }

  get #extra(): number {
    return this.bytes.length > 128 ? this.bytes.readUInt16LE(0x80) : 0;
  }
}
