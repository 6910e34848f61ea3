// SPDX-License-Identifier: Apache-2.0
import { crc16, crc32c, le32 } from './checksum.ts';
import { unusable } from './super-block.ts';
import type { Volume } from './volume.ts';

const INODE_UNINIT = 1;
const BLOCK_UNINIT = 2;

/** Blocks that follow each other. */
export interface Run {
  start: number;
  count: number;
}

/** Block groups: their descriptors, and what of their blocks and inodes is free. */
export class Groups {
  readonly #volume: Volume;
  readonly #changed = new Set<number>();
  /** Blocks that hold bitmaps and inode tables, by the group that they are in; made when first needed. */
  #structures: Map<number, Run[]> | undefined;
  /** Where the search for free blocks begins. */
  #next = 0;

  constructor(volume: Volume) {
    this.#volume = volume;
  }

  inodeTable(group: number): number {
    return this.#number(group, 0x8, 0x28);
  }

  /** Takes up to `wanted` blocks that follow each other; undefined when none is free. */
  takeBlocks(wanted: number): Run | undefined {
    const { groups } = this.#volume.super;
    for (let i = 0; i < groups; i++) {
      const group = (this.#next + i) % groups;
      if (this.#freeBlocks(group) === 0) continue;
      const run = this.#freeRun(group, wanted);
      if (!run) continue;
      this.#next = group;
      this.#mark(group, run, true);
      return run;
    }
    return undefined;
  }

  freeBlocks(run: Run): void {
    const { super: sb } = this.#volume;
    for (let { start, count } = run; count > 0; ) {
      const group = Math.floor((start - sb.firstBlock) / sb.blocksPerGroup);
      if (group < 0 || group >= sb.groups) throw unusable(`it names block ${start}, which it does not have`);
      const here = Math.min(count, sb.groupStart(group) + sb.blocksIn(group) - start);
      if (here <= 0) throw unusable(`it names block ${start}, which it does not have`);
      this.#mark(group, { start, count: here }, false);
      start += here;
      count -= here;
    }
  }

  /** Takes an inode, in the group of `near` if possible; undefined when none is free. */
  takeInode(near: number, directory: boolean): number | undefined {
    const { super: sb } = this.#volume;
    const first = Math.floor((near - 1) / sb.inodesPerGroup) % sb.groups;
    for (let i = 0; i < sb.groups; i++) {
      const group = (first + i) % sb.groups;
      if (this.#half(group, 0xe, 0x2e) === 0) continue;
      const bitmap = this.#inodeBitmap(group);
      for (let index = 0; index < sb.inodesPerGroup; index++) {
        const inode = group * sb.inodesPerGroup + index + 1;
        if (inode < sb.firstInode || inode > sb.inodes || isSet(bitmap, index)) continue;
        set(bitmap, index, true);
        this.#volume.touch(this.#number(group, 0x4, 0x24));
        this.#addHalf(group, 0xe, 0x2e, -1);
        if (directory) this.#addHalf(group, 0x10, 0x30, 1);
        const unused = sb.inodesPerGroup - index - 1;
        if (this.#half(group, 0x1c, 0x32) > unused) this.#setHalf(group, 0x1c, 0x32, unused);
        sb.addFreeInodes(-1);
        return inode;
      }
    }
    return undefined;
  }

  freeInode(inode: number): void {
    const { super: sb } = this.#volume;
    const group = Math.floor((inode - 1) / sb.inodesPerGroup);
    set(this.#inodeBitmap(group), (inode - 1) % sb.inodesPerGroup, false);
    this.#volume.touch(this.#number(group, 0x4, 0x24));
    this.#addHalf(group, 0xe, 0x2e, 1);
    sb.addFreeInodes(1);
  }

  /** Writes the sums of what has changed. */
  seal(): void {
    const { super: sb } = this.#volume;
    for (const group of this.#changed) {
      const descriptor = this.#descriptor(group);
      if (sb.has.csum) {
        const blocks = this.#volume.block(this.#number(group, 0, 0x20)).subarray(0, sb.blocksPerGroup >> 3);
        const inodes = this.#volume.block(this.#number(group, 0x4, 0x24)).subarray(0, sb.inodesPerGroup >> 3);
        const flags = descriptor.readUInt16LE(0x12);
        if (!(flags & BLOCK_UNINIT)) this.#setSum(group, 0x18, 0x38, crc32c(sb.seed, blocks));
        if (!(flags & INODE_UNINIT)) this.#setSum(group, 0x1a, 0x3a, crc32c(sb.seed, inodes));
      }
      descriptor.writeUInt16LE(this.#descriptorSum(group, descriptor), 0x1e);
      this.#volume.touch(this.#descriptorBlock(group));
    }
    this.#changed.clear();
  }

  #descriptorSum(group: number, descriptor: Buffer): number {
    const { super: sb } = this.#volume;
    if (sb.has.csum) {
      const zeroed = Buffer.from(descriptor);
      zeroed.writeUInt16LE(0, 0x1e);
      return crc32c(crc32c(sb.seed, le32(group)), zeroed) & 0xffff;
    }
    if (!sb.has.gdtCsum) return descriptor.readUInt16LE(0x1e);
    const head = crc16(crc16(crc16(0xffff, sb.uuid), le32(group)), descriptor.subarray(0, 0x1e));
    return descriptor.length > 32 ? crc16(head, descriptor.subarray(0x20)) : head;
  }

  #freeRun(group: number, wanted: number): Run | undefined {
    const { super: sb } = this.#volume;
    const bitmap = this.#blockBitmap(group);
    const end = sb.blocksIn(group);
    let best: Run | undefined;
    for (let at = 0; at < end; ) {
      if (bitmap[at >> 3] === 0xff && (at & 7) === 0) {
        at += 8;
        continue;
      }
      if (isSet(bitmap, at)) {
        at++;
        continue;
      }
      const start = at;
      while (at < end && at - start < wanted && !isSet(bitmap, at)) at++;
      const count = at - start;
      if (!best || count > best.count) best = { start: sb.groupStart(group) + start, count };
      if (count === wanted) break;
    }
    return best;
  }

  #mark(group: number, { start, count }: Run, taken: boolean): void {
    const { super: sb } = this.#volume;
    const bitmap = this.#blockBitmap(group);
    const first = start - sb.groupStart(group);
    for (let at = first; at < first + count; at++) {
      if (isSet(bitmap, at) === taken) throw unusable(`its block ${sb.groupStart(group) + at} is used twice`);
      set(bitmap, at, taken);
    }
    this.#volume.touch(this.#number(group, 0, 0x20));
    this.#addHalf(group, 0xc, 0x2c, taken ? -count : count);
    sb.addFreeBlocks(taken ? -count : count);
  }

  #freeBlocks(group: number): number {
    return this.#half(group, 0xc, 0x2c);
  }

  #blockBitmap(group: number): Buffer {
    const { super: sb } = this.#volume;
    const place = this.#number(group, 0, 0x20);
    const descriptor = this.#descriptor(group);
    const flags = descriptor.readUInt16LE(0x12);
    if (!(flags & BLOCK_UNINIT) || !(sb.has.csum || sb.has.gdtCsum)) return this.#volume.block(place);
    const bitmap = this.#volume.fresh(place);
    for (let at = 0; at < sb.copyBlocks(group); at++) set(bitmap, at, true);
    for (const { start, count } of this.#structuresIn(group))
      for (let at = start; at < start + count; at++) set(bitmap, at - sb.groupStart(group), true);
    for (let at = sb.blocksIn(group); at < sb.blockSize * 8; at++) set(bitmap, at, true);
    descriptor.writeUInt16LE(flags & ~BLOCK_UNINIT, 0x12);
    this.#changed.add(group);
    return bitmap;
  }

  #inodeBitmap(group: number): Buffer {
    const { super: sb } = this.#volume;
    const place = this.#number(group, 0x4, 0x24);
    const descriptor = this.#descriptor(group);
    const flags = descriptor.readUInt16LE(0x12);
    if (!(flags & INODE_UNINIT) || !(sb.has.csum || sb.has.gdtCsum)) return this.#volume.block(place);
    const bitmap = this.#volume.fresh(place);
    for (let at = sb.inodesPerGroup; at < sb.blockSize * 8; at++) set(bitmap, at, true);
    descriptor.writeUInt16LE(flags & ~INODE_UNINIT, 0x12);
    this.#changed.add(group);
    return bitmap;
  }

  #structuresIn(group: number): Run[] {
    const { super: sb } = this.#volume;
    if (!this.#structures) {
      this.#structures = new Map();
      const tableBlocks = Math.ceil((sb.inodesPerGroup * sb.inodeSize) / sb.blockSize);
      for (let each = 0; each < sb.groups; each++) {
        this.#addStructure(this.#number(each, 0, 0x20), 1);
        this.#addStructure(this.#number(each, 0x4, 0x24), 1);
        this.#addStructure(this.#number(each, 0x8, 0x28), tableBlocks);
      }
    }
    return this.#structures.get(group) ?? [];
  }

  #addStructure(start: number, count: number): void {
    const { super: sb } = this.#volume;
    for (let at = start; at < start + count; ) {
      const group = Math.floor((at - sb.firstBlock) / sb.blocksPerGroup);
      if (group < 0 || group >= sb.groups) throw unusable('its group descriptors are damaged');
      const here = Math.min(start + count - at, sb.groupStart(group) + sb.blocksIn(group) - at);
      if (here <= 0) throw unusable('its group descriptors are damaged');
      const runs = this.#structures?.get(group) ?? [];
      runs.push({ start: at, count: here });
      this.#structures?.set(group, runs);
      at += here;
    }
  }

  #descriptorBlock(group: number): number {
    const { super: sb } = this.#volume;
    return sb.firstBlock + 1 + Math.floor((group * sb.descriptorSize) / sb.blockSize);
  }

  #descriptor(group: number): Buffer {
    const { super: sb } = this.#volume;
    if (group < 0 || group >= sb.groups) throw unusable(`it names group ${group}, which it does not have`);
    const at = (group * sb.descriptorSize) % sb.blockSize;
    return this.#volume.block(this.#descriptorBlock(group)).subarray(at, at + sb.descriptorSize);
  }

  /** A number in two halves: 32 bits, and 32 more where descriptors are long. */
  #number(group: number, low: number, high: number): number {
    const descriptor = this.#descriptor(group);
    const more = descriptor.length >= 64 ? descriptor.readUInt32LE(high) * 2 ** 32 : 0;
    return descriptor.readUInt32LE(low) + more;
  }

  #half(group: number, low: number, high: number): number {
    const descriptor = this.#descriptor(group);
    const more = descriptor.length >= 64 ? descriptor.readUInt16LE(high) * 2 ** 16 : 0;
    return descriptor.readUInt16LE(low) + more;
  }

  #addHalf(group: number, low: number, high: number, by: number): void {
    this.#setHalf(group, low, high, this.#half(group, low, high) + by);
  }

  #setHalf(group: number, low: number, high: number, value: number): void {
    const descriptor = this.#descriptor(group);
    if (value < 0) throw unusable('its counters are damaged');
    descriptor.writeUInt16LE(value & 0xffff, low);
    if (descriptor.length >= 64) descriptor.writeUInt16LE((value >>> 16) & 0xffff, high);
    this.#changed.add(group);
    this.#volume.touch(this.#descriptorBlock(group));
  }

  #setSum(group: number, low: number, high: number, sum: number): void {
    const descriptor = this.#descriptor(group);
    descriptor.writeUInt16LE(sum & 0xffff, low);
    if (descriptor.length >= 64) descriptor.writeUInt16LE(sum >>> 16, high);
  }
}

function isSet(bitmap: Buffer, at: number): boolean {
  return ((bitmap[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
}

function set(bitmap: Buffer, at: number, on: boolean): void {
  const byte = bitmap[at >> 3] ?? 0;
  bitmap[at >> 3] = on ? byte | (1 << (at & 7)) : byte & ~(1 << (at & 7));
}
