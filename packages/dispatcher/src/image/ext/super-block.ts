// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { crc32c } from './checksum.ts';

/** Features of the file system that matter to writers, by the kernel's numbers (Documentation/filesystems/ext4). */
const INCOMPAT = {
  filetype: 0x2,
  recover: 0x4,
  extents: 0x40,
  bit64: 0x80,
  mmp: 0x100,
  flexBg: 0x200,
  eaInode: 0x400,
  csumSeed: 0x2000,
  largeDir: 0x4000,
  inlineData: 0x8000,
  encrypt: 0x10000,
  casefold: 0x20000,
};
const RO_COMPAT = {
  sparseSuper: 0x1,
  largeFile: 0x2,
  gdtCsum: 0x10,
  dirNlink: 0x20,
  bigalloc: 0x200,
  metadataCsum: 0x400,
  readonly: 0x1000,
};
const COMPAT = { resizeInode: 0x10, sparseSuper2: 0x200 };

const KNOWN_INCOMPAT = Object.values(INCOMPAT).reduce((all, bit) => all | bit, 0);

const MAGIC = 0xef53;
/** Bytes from the start of the file system, and of the block itself. */
export const SUPER_OFFSET = 1024;
export const SUPER_SIZE = 1024;

/** More groups than this has no image that is to be edited; 128 TiB of usual groups. */
const MOST_GROUPS = 2 ** 20;

/** The numbers of an ext2, ext3 or ext4 file system that do not change, and the counters that do. */
export class SuperBlock {
  readonly bytes: Buffer;
  readonly blockSize: number;
  readonly blocks: number;
  readonly firstBlock: number;
  readonly blocksPerGroup: number;
  readonly inodesPerGroup: number;
  readonly inodes: number;
  readonly inodeSize: number;
  readonly firstInode: number;
  readonly groups: number;
  readonly descriptorSize: number;
  /** Start value of all checksums of this file system. */
  readonly seed: number;
  readonly has: {
    filetype: boolean;
    extents: boolean;
    largeFile: boolean;
    dirNlink: boolean;
    gdtCsum: boolean;
    csum: boolean;
  };

  /** @throws LavaError `overlay-failed` when this is not such a file system, or one that cannot be written */
  constructor(bytes: Buffer, size: number) {
    this.bytes = bytes;
    const u16 = (at: number) => bytes.readUInt16LE(at);
    const u32 = (at: number) => bytes.readUInt32LE(at);
    if (u16(0x38) !== MAGIC) throw unusable('it is not an ext2, ext3 or ext4 file system (bad magic number)');
    const dynamic = u32(0x4c) >= 1;
    const compat = dynamic ? u32(0x5c) : 0;
    const incompat = dynamic ? u32(0x60) : 0;
    const roCompat = dynamic ? u32(0x64) : 0;
    if (incompat & ~KNOWN_INCOMPAT)
      throw unusable(`it has a feature that is not supported (incompat 0x${incompat.toString(16)})`);
    if (roCompat & (RO_COMPAT.bigalloc | RO_COMPAT.readonly))
      throw unusable(`it has a feature that is not supported (ro_compat 0x${roCompat.toString(16)})`);
    const bit64 = (incompat & INCOMPAT.bit64) !== 0;
    const logBlock = u32(0x18);
    if (logBlock > 6) throw unusable('its block size is larger than 64 KiB');
    this.blockSize = 1024 << logBlock;
    this.blocks = u32(0x4) + (bit64 ? u32(0x150) * 2 ** 32 : 0);
    this.firstBlock = u32(0x14);
    this.blocksPerGroup = u32(0x20);
    this.inodesPerGroup = u32(0x28);
    this.inodes = u32(0);
    this.inodeSize = dynamic ? u16(0x58) : 128;
    this.firstInode = dynamic ? u32(0x54) : 11;
    this.descriptorSize = bit64 ? u16(0xfe) : 32;
    const bits = this.blockSize * 8;
    const sound =
      this.blocks > this.firstBlock &&
      this.firstBlock <= 1 &&
      this.blocksPerGroup >= 8 &&
      this.blocksPerGroup <= bits &&
      this.inodesPerGroup >= 8 &&
      this.inodesPerGroup <= bits &&
      [128, 256, 512, 1024, 2048, 4096].includes(this.inodeSize) &&
      this.inodeSize <= this.blockSize &&
      this.descriptorSize >= 32 &&
      this.descriptorSize <= 1024 &&
      this.descriptorSize % 4 === 0;
    if (!sound) throw unusable('its super block is damaged');
    if (this.blocks * this.blockSize > size) throw unusable('it is larger than its file');
    this.groups = Math.ceil((this.blocks - this.firstBlock) / this.blocksPerGroup);
    if (this.groups > MOST_GROUPS || this.groups * this.inodesPerGroup < this.inodes)
      throw unusable('its super block is damaged');
    this.has = {
      filetype: (incompat & INCOMPAT.filetype) !== 0,
      extents: (incompat & INCOMPAT.extents) !== 0,
      largeFile: (roCompat & RO_COMPAT.largeFile) !== 0,
      dirNlink: (roCompat & RO_COMPAT.dirNlink) !== 0,
      csum: (roCompat & RO_COMPAT.metadataCsum) !== 0,
      gdtCsum: (roCompat & RO_COMPAT.gdtCsum) !== 0,
    };
    this.seed =
      (incompat & INCOMPAT.csumSeed) !== 0 ? u32(0x270) : crc32c(0xffffffff, bytes.subarray(0x68, 0x78));
    this.#backups = backups(compat, roCompat, bytes);
    this.#reservedDescriptors = compat & COMPAT.resizeInode ? u16(0xce) : 0;
    this.needsRecovery = (incompat & INCOMPAT.recover) !== 0;
  }

  /** The journal holds changes that are not in their place yet. */
  readonly needsRecovery: boolean;
  readonly #backups: (group: number) => boolean;
  readonly #reservedDescriptors: number;

  get uuid(): Buffer {
    return this.bytes.subarray(0x68, 0x78);
  }

  get descriptorBlocks(): number {
    return Math.ceil((this.groups * this.descriptorSize) / this.blockSize);
  }

  groupStart(group: number): number {
    return this.firstBlock + group * this.blocksPerGroup;
  }

  blocksIn(group: number): number {
    return Math.min(this.blocksPerGroup, this.blocks - this.groupStart(group));
  }

  /** Blocks at the start of a group that hold a copy of the super block and the descriptors. */
  copyBlocks(group: number): number {
    return this.#backups(group) ? 1 + this.descriptorBlocks + this.#reservedDescriptors : 0;
  }

  addFreeBlocks(count: number): void {
    const free = this.bytes.readUInt32LE(0xc) + this.bytes.readUInt32LE(0x158) * 2 ** 32 + count;
    this.bytes.writeUInt32LE(free % 2 ** 32, 0xc);
    this.bytes.writeUInt32LE(Math.floor(free / 2 ** 32), 0x158);
  }

  addFreeInodes(count: number): void {
    this.bytes.writeUInt32LE(this.bytes.readUInt32LE(0x10) + count, 0x10);
  }

  /** Marks that files of more than 2 GiB may exist. */
  setLargeFile(): void {
    this.bytes.writeUInt32LE((this.bytes.readUInt32LE(0x64) | RO_COMPAT.largeFile) >>> 0, 0x64);
  }

  seal(): void {
    if (this.has.csum) this.bytes.writeUInt32LE(crc32c(0xffffffff, this.bytes.subarray(0, 0x3fc)), 0x3fc);
  }

  /** Bytes that new inodes have beyond the first 128 ones. */
  get extraInodeBytes(): number {
    if (this.inodeSize <= 128) return 0;
    return Math.min(Math.max(this.bytes.readUInt16LE(0x15e), 32), this.inodeSize - 128);
  }
}

/** Which groups hold copies. */
function backups(compat: number, roCompat: number, bytes: Buffer): (group: number) => boolean {
  if (compat & COMPAT.sparseSuper2) {
    const two = [bytes.readUInt32LE(0x24c), bytes.readUInt32LE(0x250)];
    return (group) => group === 0 || two.includes(group);
  }
  if (!(roCompat & RO_COMPAT.sparseSuper)) return () => true;
  const powers = new Set([0, 1]);
  for (const base of [3, 5, 7]) for (let n = base; n < 2 ** 32; n *= base) powers.add(n);
  return (group) => powers.has(group);
}

export function unusable(why: string): LavaError {
  return new LavaError('overlay-failed', `the overlay cannot be written into the image: ${why}`);
}
