// SPDX-License-Identifier: Apache-2.0
import { type BlockMap, readMap, writeMap } from './block-map.ts';
import { Directory, ENTRY_TYPE } from './directory.ts';
import { Groups, type Run } from './groups.ts';
import { FLAG, Inode, TYPE } from './inode.ts';
import { unusable } from './super-block.ts';
import { Volume } from './volume.ts';

const ROOT = 2;
/** Links of the image that are followed on the way to a directory. */
const MOST_LINKS = 40;
/** Entries that a directory may have links from, where nothing says that more are allowed. */
const MOST_SUBDIRECTORIES = 64_998;
/** A link as short as this is in its inode. */
const SHORT_LINK = 60;
const LARGE_FILE = 2 ** 31;
/** Blocks that are taken and written in one go. */
const CHUNK = 1024;

/** Mode and owner of what is written. */
export interface Attributes {
  /** Permission bits, those for setuid, setgid and sticky too. */
  mode: number;
  uid: number;
  gid: number;
}

/** Gives the next bytes of a file, at most so many; none at its end. */
export type Source = (most: number) => Promise<Uint8Array>;

/**
 * Puts files into an ext2, ext3 or ext4 file system in a file: no mount, no root, no other program, and names are bytes,
 * never a language. The file must belong only to the caller. Links of the image are followed as the booted system would
 * follow them, never out of the image.
 */
export class ExtFileSystem {
  readonly #volume: Volume;
  readonly #groups: Groups;
  readonly #directories = new Map<number, Directory>();

  /**
   * @param offset bytes from the start of the file to the file system
   * @throws LavaError `overlay-failed` when it is not such a file system, or one that cannot be written
   */
  constructor(path: string, offset = 0) {
    this.#volume = new Volume(path, offset);
    this.#groups = new Groups(this.#volume);
  }

  /** Its journal must be played back first. */
  get needsRecovery(): boolean {
    return this.#volume.super.needsRecovery;
  }

  /** The directory at the path, made with these attributes where it is missing. */
  directory(names: readonly string[], attributes: Attributes): void {
    this.#walk(names, attributes);
  }

  link(names: readonly string[], to: string, { uid, gid }: Attributes): void {
    const inode = this.#place(names, TYPE.link | 0o777, ENTRY_TYPE.link);
    inode.setOwner(uid, gid);
    const text = Buffer.from(to);
    const { blockSize } = this.#volume.super;
    if (text.length === 0 || text.length >= Math.min(blockSize, 4096))
      throw unusable('a link in the overlay is too long');
    if (text.length < SHORT_LINK) {
      inode.flags &= ~FLAG.extents;
      inode.map.fill(0);
      text.copy(inode.map);
    } else {
      const run = this.#take(1);
      const block = Buffer.alloc(blockSize);
      text.copy(block);
      this.#volume.write(run.start, block);
      inode.addBlocks(1);
      writeMap(this.#volume, this.#groups, inode, [run]);
    }
    inode.size = text.length;
    inode.save();
  }

  /** @param size of what the source gives, bytes */
  async file(names: readonly string[], size: number, source: Source, attributes: Attributes): Promise<void> {
    const { blockSize } = this.#volume.super;
    const inode = this.#place(names, TYPE.file | (attributes.mode & 0o7777), ENTRY_TYPE.file);
    inode.setOwner(attributes.uid, attributes.gid);
    const runs: Run[] = [];
    let left = Math.ceil(size / blockSize);
    while (left > 0) {
      const run = this.#take(Math.min(left, CHUNK));
      inode.addBlocks(run.count);
      this.#volume.write(run.start, await exactly(source, run.count * blockSize, left === run.count));
      const last = runs.at(-1);
      if (last && last.start + last.count === run.start) last.count += run.count;
      else runs.push(run);
      left -= run.count;
    }
    writeMap(this.#volume, this.#groups, inode, runs);
    inode.size = size;
    if (size >= LARGE_FILE) this.#volume.super.setLargeFile();
    inode.save();
  }

  /** Writes everything to the disk. Without it, the file system is damaged. */
  flush(): void {
    this.#groups.seal();
    this.#volume.flush();
  }

  close(): void {
    this.#volume.close();
  }

  /** An inode for a new entry, or the one of the entry that is there, emptied. */
  #place(names: readonly string[], mode: number, type: number): Inode {
    const name = names.at(-1);
    if (name === undefined) throw unusable('a file of the overlay has no name');
    const parent = this.#walk(names.slice(0, -1), { mode: 0o755, uid: 0, gid: 0 });
    const known = parent.find(name);
    if (known === undefined) {
      const inode = this.#newInode(parent.inode.number, mode);
      parent.add(name, inode.number, type);
      return inode;
    }
    const old = new Inode(this.#volume, this.#groups, known);
    if (old.is(TYPE.directory)) throw unusable(`/${names.join('/')} is a directory in it`);
    if (old.links > 1) {
      old.links--;
      old.save();
      const inode = this.#newInode(parent.inode.number, mode);
      parent.replace(name, inode.number, type);
      return inode;
    }
    this.#empty(old);
    old.mode = mode;
    old.stamp();
    parent.replace(name, old.number, type);
    return old;
  }

  #newInode(near: number, mode: number): Inode {
    const number = this.#groups.takeInode(near, (mode & ~0o7777) === TYPE.directory);
    if (number === undefined) throw unusable('no inode is left in it');
    const inode = new Inode(this.#volume, this.#groups, number);
    inode.reset(mode);
    return inode;
  }

  /** Frees the data; extended attributes stay, labels of SELinux among them. */
  #empty(inode: Inode): void {
    if (inode.hasFlag(FLAG.inlineData)) {
      const { mode } = inode;
      inode.reset(mode);
      return;
    }
    const map = this.#mapOf(inode);
    let count = 0;
    for (const run of [...map.data, ...map.own]) {
      this.#groups.freeBlocks(run);
      count += run.count;
    }
    for (const { start } of map.own) this.#volume.drop(start);
    inode.addBlocks(-count);
    inode.map.fill(0);
    inode.flags &= ~(FLAG.extents | FLAG.encrypted);
    inode.size = 0;
  }

  /** Short links, devices and the like have none. */
  #mapOf(inode: Inode): BlockMap {
    const short = inode.is(TYPE.link) && inode.size < SHORT_LINK && !inode.hasFlag(FLAG.extents);
    if (short || !(inode.is(TYPE.file) || inode.is(TYPE.link))) return { data: [], own: [] };
    return readMap(this.#volume, inode);
  }

  /** Follows directories and links from the root; makes what is missing. */
  #walk(names: readonly string[], attributes: Attributes): Directory {
    const rest = [...names].reverse();
    const path: Directory[] = [this.#open(ROOT)];
    for (let links = 0; ; ) {
      const name = rest.pop();
      const here = path.at(-1) ?? this.#open(ROOT);
      if (name === undefined) return here;
      if (name === '' || name === '.') continue;
      if (name === '..') {
        if (path.length > 1) path.pop();
        continue;
      }
      const known = here.find(name);
      if (known === undefined) {
        path.push(this.#make(here, name, attributes));
        continue;
      }
      const inode = new Inode(this.#volume, this.#groups, known);
      if (inode.is(TYPE.link)) {
        if (++links > MOST_LINKS) throw unusable(`/${names.join('/')}: too many links`);
        const to = this.#readLink(inode);
        if (to.startsWith('/')) path.splice(1);
        rest.push(...to.split('/').reverse());
        continue;
      }
      if (!inode.is(TYPE.directory)) throw unusable(`/${names.join('/')}: ${name} is not a directory in it`);
      path.push(this.#open(known));
    }
  }

  #open(number: number): Directory {
    const open = this.#directories.get(number);
    if (open) return open;
    const inode = new Inode(this.#volume, this.#groups, number);
    if (!inode.is(TYPE.directory)) throw unusable('its root is not a directory');
    const directory = new Directory(this.#volume, this.#groups, inode);
    this.#directories.set(number, directory);
    return directory;
  }

  #make(parent: Directory, name: string, { mode, uid, gid }: Attributes): Directory {
    const inode = this.#newInode(parent.inode.number, TYPE.directory | (mode & 0o7777));
    inode.links = 2;
    inode.setOwner(uid, gid);
    const directory = Directory.create(this.#volume, this.#groups, inode, parent.inode.number);
    inode.save();
    parent.add(name, inode.number, ENTRY_TYPE.directory);
    if (parent.inode.links >= MOST_SUBDIRECTORIES && !this.#volume.super.has.dirNlink)
      throw unusable('a directory in it has too many entries');
    // 1 means: more than can be counted.
    if (parent.inode.links !== 1)
      parent.inode.links = parent.inode.links >= MOST_SUBDIRECTORIES ? 1 : parent.inode.links + 1;
    parent.inode.stamp();
    parent.inode.save();
    this.#directories.set(inode.number, directory);
    return directory;
  }

  #readLink(inode: Inode): string {
    if (inode.hasFlag(FLAG.inlineData)) throw unusable('a link in it is kept as inline data');
    const { size } = inode;
    if (size >= 4096) throw unusable('a link in it is damaged');
    const { data } = this.#mapOf(inode);
    const bytes =
      size < SHORT_LINK && data.length === 0 ? inode.map : this.#volume.block(data[0]?.start ?? 0);
    return bytes.toString('utf8', 0, size);
  }

  #take(count: number): Run {
    const run = this.#groups.takeBlocks(count);
    if (!run) throw unusable('no space is left in it');
    return run;
  }
}

/** So many bytes of a source, filled up with zeros where it may end. */
async function exactly(source: Source, size: number, last: boolean): Promise<Buffer> {
  const all = Buffer.alloc(size);
  for (let done = 0; done < size; ) {
    const part = await source(size - done);
    if (part.length === 0 && last) break;
    if (part.length === 0) throw unusable('a file became shorter while it was copied');
    all.set(part, done);
    done += part.length;
  }
  return all;
}
