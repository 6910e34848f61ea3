// SPDX-License-Identifier: Apache-2.0
import { crc32c } from './checksum.ts';
import type { Groups, Run } from './groups.ts';
import { FLAG, type Inode } from './inode.ts';
import { unusable } from './super-block.ts';
import type { Volume } from './volume.ts';

const EXTENT_MAGIC = 0xf30a;
/** Blocks of an extent; a longer number marks one that was never written. */
const LONGEST_EXTENT = 32_768;
const DIRECT = 12;

/** Blocks of a file's map, and runs of its data, that are followed at most. */
const MOST_BLOCKS = 64 * 1024;
const MOST_RUNS = 1024 * 1024;

/** Where a file's blocks are: its data in order, and the blocks that say so. */
export interface BlockMap {
  data: Run[];
  own: Run[];
}

/** Reads the map of an inode, by extents (ext4) or block numbers (ext2, ext3). */
export function readMap(volume: Volume, inode: Inode): BlockMap {
  const map: BlockMap = { data: [], own: [] };
  if (inode.hasFlag(FLAG.extents)) readExtents(volume, inode.map, map, 5);
  else readNumbers(volume, inode, map);
  return map;
}

function readExtents(volume: Volume, node: Buffer, map: BlockMap, deepest: number): void {
  const entries = node.readUInt16LE(2);
  const depth = node.readUInt16LE(6);
  if (node.readUInt16LE(0) !== EXTENT_MAGIC || depth > deepest || 12 + entries * 12 > node.length)
    throw unusable('the extents of a file are damaged');
  for (let i = 0; i < entries; i++) {
    const at = 12 + i * 12;
    if (depth === 0) {
      const length = node.readUInt16LE(at + 4);
      const count = length > LONGEST_EXTENT ? length - LONGEST_EXTENT : length;
      push(
        map.data,
        { start: node.readUInt32LE(at + 8) + node.readUInt16LE(at + 6) * 2 ** 32, count },
        MOST_RUNS,
      );
    } else {
      const start = node.readUInt32LE(at + 4) + node.readUInt16LE(at + 8) * 2 ** 32;
      push(map.own, { start, count: 1 }, MOST_BLOCKS);
      readExtents(volume, volume.block(start), map, depth - 1);
    }
  }
}

function readNumbers(volume: Volume, inode: Inode, map: BlockMap): void {
  const follow = (start: number, depth: number): void => {
    if (start === 0) return;
    if (depth === 0) {
      const last = map.data.at(-1);
      if (last && last.start + last.count === start) last.count++;
      else push(map.data, { start, count: 1 }, MOST_RUNS);
      return;
    }
    push(map.own, { start, count: 1 }, MOST_BLOCKS);
    const block = volume.block(start);
    for (let at = 0; at < block.length; at += 4) follow(block.readUInt32LE(at), depth - 1);
  };
  for (let i = 0; i < DIRECT + 3; i++) follow(inode.map.readUInt32LE(i * 4), Math.max(0, i - DIRECT + 1));
}

function push(runs: Run[], run: Run, most: number): void {
  if (runs.length >= most) throw unusable('a file has too many blocks to follow');
  runs.push(run);
}

/** Writes a new map for an inode whose old one is free already. */
export function writeMap(volume: Volume, groups: Groups, inode: Inode, data: readonly Run[]): void {
  inode.map.fill(0);
  if (volume.super.has.extents) {
    inode.flags |= FLAG.extents;
    writeExtents(volume, groups, inode, data);
  } else {
    inode.flags &= ~FLAG.extents;
    writeNumbers(volume, groups, inode, data);
  }
}

interface Entry {
  /** First block of the file that it covers. */
  logical: number;
  start: number;
  /** 0 for a block of the map. */
  count: number;
}

function writeExtents(volume: Volume, groups: Groups, inode: Inode, data: readonly Run[]): void {
  const perBlock = Math.floor((volume.super.blockSize - 16) / 12);
  let entries = extentsOf(data);
  let depth = 0;
  while (entries.length > 4) {
    const parents: Entry[] = [];
    for (let i = 0; i < entries.length; i += perBlock) {
      const start = takeOne(groups, inode);
      const block = volume.fresh(start);
      fillNode(block, entries.slice(i, i + perBlock), perBlock, depth);
      const end = 12 + perBlock * 12;
      if (volume.super.has.csum) block.writeUInt32LE(crc32c(inode.seed, block.subarray(0, end)), end);
      parents.push({ logical: entries[i]?.logical ?? 0, start, count: 0 });
    }
    entries = parents;
    depth++;
  }
  fillNode(inode.map, entries, 4, depth);
}

function extentsOf(data: readonly Run[]): Entry[] {
  const entries: Entry[] = [];
  let logical = 0;
  for (const run of data) {
    for (let done = 0; done < run.count; done += LONGEST_EXTENT) {
      const count = Math.min(LONGEST_EXTENT, run.count - done);
      entries.push({ logical, start: run.start + done, count });
      logical += count;
    }
  }
  return entries;
}

function fillNode(node: Buffer, entries: readonly Entry[], most: number, depth: number): void {
  node.writeUInt16LE(EXTENT_MAGIC, 0);
  node.writeUInt16LE(entries.length, 2);
  node.writeUInt16LE(most, 4);
  node.writeUInt16LE(depth, 6);
  entries.forEach(({ logical, start, count }, i) => {
    const at = 12 + i * 12;
    const [low, high] = [start % 2 ** 32, Math.floor(start / 2 ** 32)];
    node.writeUInt32LE(logical, at);
    if (depth === 0) {
      node.writeUInt16LE(count, at + 4);
      node.writeUInt16LE(high, at + 6);
      node.writeUInt32LE(low, at + 8);
    } else {
      node.writeUInt32LE(low, at + 4);
      node.writeUInt16LE(high, at + 8);
    }
  });
}

function writeNumbers(volume: Volume, groups: Groups, inode: Inode, data: readonly Run[]): void {
  const numbers = data.flatMap(({ start, count }) => Array.from({ length: count }, (_, i) => start + i));
  const perBlock = volume.super.blockSize / 4;
  let taken = 0;
  const tree = (depth: number): number => {
    if (depth === 0) return numbers[taken++] ?? 0;
    const start = takeOne(groups, inode);
    const block = volume.fresh(start);
    for (let i = 0; i < perBlock && taken < numbers.length; i++) block.writeUInt32LE(tree(depth - 1), i * 4);
    return start;
  };
  for (let i = 0; i < DIRECT + 3 && taken < numbers.length; i++)
    inode.map.writeUInt32LE(tree(Math.max(0, i - DIRECT + 1)), i * 4);
  if (taken < numbers.length) throw unusable('a file is too large for it');
}

function takeOne(groups: Groups, inode: Inode): number {
  const run = groups.takeBlocks(1);
  if (!run) throw unusable('no space is left in it');
  inode.addBlocks(1);
  return run.start;
}
