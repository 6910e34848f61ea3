// SPDX-License-Identifier: Apache-2.0
import { type BlockMap, readMap, writeMap } from './block-map.ts';
import { crc32c } from './checksum.ts';
import type { Groups } from './groups.ts';
import { FLAG, type Inode } from './inode.ts';
import { unusable } from './super-block.ts';
import type { Volume } from './volume.ts';

/** Numbers of file types in directories, where the file system has them. */
export const ENTRY_TYPE = { file: 1, directory: 2, link: 7 };

/** Head of an entry; the last 12 bytes of a block may hold its sum. */
const HEAD = 8;
const TAIL = 12;
const TAIL_TYPE = 0xde;

/** Larger directories are not edited. */
const LARGEST = 64 * 1024 * 1024;

interface Place {
  inode: number;
  /** Index in the list of the directory's blocks. */
  block: number;
  at: number;
}

/** A directory that is open for changes. An index of its names is removed: it is a plain list from then on. */
export class Directory {
  readonly inode: Inode;
  readonly #volume: Volume;
  readonly #groups: Groups;
  readonly #map: BlockMap;
  readonly #blocks: number[];
  readonly #names = new Map<string, Place>();
  /** The first block that may have space. */
  #hint = 0;

  constructor(volume: Volume, groups: Groups, inode: Inode) {
    if (inode.hasFlag(FLAG.inlineData) || inode.hasFlag(FLAG.encrypted) || inode.hasFlag(FLAG.casefold))
      throw unusable('a directory in it is encrypted, folds cases or is kept in its inode');
    this.inode = inode;
    this.#volume = volume;
    this.#groups = groups;
    this.#map = readMap(volume, inode);
    if (inode.size > LARGEST) throw unusable('a directory in it is too large');
    this.#blocks = this.#map.data
      .flatMap(({ start, count }) => {
        if (count > LARGEST / volume.super.blockSize) throw unusable('a directory in it is too large');
        return Array.from({ length: count }, (_, i) => start + i);
      })
      .slice(0, Math.ceil(inode.size / volume.super.blockSize));
    this.#blocks.forEach((number, block) => {
      for (const entry of this.#entries(volume.block(number)))
        if (entry.inode !== 0) this.#names.set(entry.name, { inode: entry.inode, block, at: entry.at });
    });
  }

  /** Writes the first block of a new directory. */
  static create(volume: Volume, groups: Groups, inode: Inode, parent: number): Directory {
    writeMap(volume, groups, inode, []);
    const directory = new Directory(volume, groups, inode);
    directory.#expand();
    directory.add('.', inode.number, ENTRY_TYPE.directory);
    directory.add('..', parent, ENTRY_TYPE.directory);
    return directory;
  }

  /** Number of the inode of that name. */
  find(name: string): number | undefined {
    return this.#names.get(key(name))?.inode;
  }

  add(name: string, inode: number, type: number): void {
    this.#plain();
    const bytes = Buffer.from(name);
    const needed = sizeOf(bytes.length);
    for (let block = this.#hint; block < this.#blocks.length; block++) {
      if (this.#addTo(block, bytes, needed, inode, type)) {
        this.#hint = block;
        return;
      }
    }
    this.#expand();
    this.#hint = this.#blocks.length - 1;
    if (!this.#addTo(this.#hint, bytes, needed, inode, type)) throw unusable('a name does not fit into it');
  }

  /** Lets a name mean another inode. */
  replace(name: string, inode: number, type: number): void {
    this.#plain();
    const place = this.#names.get(key(name));
    const number = place && this.#blocks[place.block];
    if (!place || number === undefined) throw unusable(`a directory in it has no ${name}`);
    const block = this.#volume.block(number);
    block.writeUInt32LE(inode, place.at);
    if (this.#volume.super.has.filetype) block[place.at + 7] = type;
    place.inode = inode;
    this.#seal(number, block);
  }

  #addTo(index: number, name: Buffer, needed: number, inode: number, type: number): boolean {
    const number = this.#blocks[index] ?? 0;
    const block = this.#volume.block(number);
    for (const entry of this.#entries(block)) {
      const used = entry.inode === 0 ? 0 : sizeOf(entry.nameLength);
      if (entry.length - used < needed) continue;
      const at = entry.at + used;
      if (used > 0) this.#setLength(block, entry.at, used);
      this.#setLength(block, at, entry.length - used);
      block.writeUInt32LE(inode, at);
      if (this.#volume.super.has.filetype) {
        block[at + 6] = name.length;
        block[at + 7] = type;
      } else {
        block.writeUInt16LE(name.length, at + 6);
      }
      name.copy(block, at + HEAD);
      this.#names.set(name.toString('latin1'), { inode, block: index, at });
      this.#seal(number, block);
      return true;
    }
    return false;
  }

  /** One more block, with nothing in it. */
  #expand(): void {
    const { super: sb } = this.#volume;
    const run = this.#groups.takeBlocks(1);
    if (!run) throw unusable('no space is left in it');
    const { data, own } = this.#map;
    const last = data.at(-1);
    if (last && last.start + last.count === run.start) last.count++;
    else data.push(run);
    for (const old of own.splice(0)) {
      this.#groups.freeBlocks(old);
      this.#volume.drop(old.start);
      this.inode.addBlocks(-1);
    }
    this.#blocks.push(run.start);
    const block = this.#volume.fresh(run.start);
    this.#setLength(block, 0, sb.blockSize - (sb.has.csum ? TAIL : 0));
    this.inode.addBlocks(1);
    this.inode.size = this.#blocks.length * sb.blockSize;
    writeMap(this.#volume, this.#groups, this.inode, data);
    own.push(...readMap(this.#volume, this.inode).own);
    this.#seal(run.start, block);
    this.inode.save();
  }

  /** Gives up the index of names: its blocks look like empty ones, but lack the place for a sum. */
  #plain(): void {
    if (!this.inode.hasFlag(FLAG.index)) return;
    this.inode.flags &= ~FLAG.index;
    if (this.#volume.super.has.csum) {
      for (const number of this.#blocks) {
        const block = this.#volume.block(number);
        const last = [...this.#entries(block)].at(-1);
        if (!last || last.at + last.length !== block.length) continue;
        if (last.length - (last.inode === 0 ? HEAD : sizeOf(last.nameLength)) < TAIL)
          throw unusable('a directory in it is damaged');
        this.#setLength(block, last.at, last.length - TAIL);
        this.#seal(number, block);
      }
    }
    this.inode.save();
  }

  #seal(number: number, block: Buffer): void {
    this.#volume.touch(number);
    if (!this.#volume.super.has.csum) return;
    const end = block.length - TAIL;
    block.writeUInt32LE(0, end);
    block.writeUInt16LE(TAIL, end + 4);
    block[end + 6] = 0;
    block[end + 7] = TAIL_TYPE;
    block.writeUInt32LE(crc32c(this.inode.seed, block.subarray(0, end)), end + 8);
  }

  *#entries(
    block: Buffer,
  ): Generator<{ inode: number; at: number; length: number; nameLength: number; name: string }> {
    const { has } = this.#volume.super;
    for (let at = 0; at < block.length; ) {
      const raw = block.readUInt16LE(at + 4);
      const length = block.length === 65536 && (raw === 0 || raw === 65535) ? 65536 : raw;
      const nameLength = has.filetype ? (block[at + 6] ?? 0) : block.readUInt16LE(at + 6);
      const inode = block.readUInt32LE(at);
      if (length < HEAD || length % 4 !== 0 || at + length > block.length || HEAD + nameLength > length)
        throw unusable('a directory in it is damaged');
      const tail =
        inode === 0 && length === TAIL && block[at + 7] === TAIL_TYPE && at + TAIL === block.length;
      if (!(tail && has.csum))
        yield {
          inode,
          at,
          length,
          nameLength,
          name: block.toString('latin1', at + HEAD, at + HEAD + nameLength),
        };
      at += length;
    }
  }

  #setLength(block: Buffer, at: number, length: number): void {
    block.writeUInt16LE(length === 65536 ? 65535 : length, at + 4);
  }
}

/** Bytes of an entry with a name of so many. */
function sizeOf(nameLength: number): number {
  return (HEAD + nameLength + 3) & ~3;
}

/** Names are bytes; as keys they are compared byte by byte. */
function key(name: string): string {
  return Buffer.from(name).toString('latin1');
}
