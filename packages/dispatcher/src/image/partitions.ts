// SPDX-License-Identifier: Apache-2.0
import type { FileHandle } from 'node:fs/promises';
import { LavaError } from '@lava/protocol/error/error.ts';
import { openRegular } from './part.ts';

const SECTOR = 512;
/** Entries of a table, or of a chain of logical partitions, that are looked at. */
const MOST = 256;
/** Types of MBR entries that hold further ones, and of the one that stands for a GPT. */
const EXTENDED = new Set([0x05, 0x0f, 0x85]);
const PROTECTIVE = 0xee;

/**
 * Where a partition of a disk image begins, bytes; partition tables are MBR or GPT.
 * @param index 0-based, in the order of the table, empty entries left out
 * @throws LavaError `artefact-invalid` when there is no such partition
 */
export async function partitionOffset(image: string, index: number): Promise<number> {
  const file = await openRegular(image);
  try {
    const starts = await partitions(file);
    const start = starts[index];
    if (start !== undefined) return start * SECTOR;
    throw new LavaError(
      'artefact-invalid',
      `the image has ${starts.length} partitions; there is no number ${index}, counted from 0`,
    );
  } finally {
    await file.close();
  }
}

/** First sectors. */
async function partitions(file: FileHandle): Promise<number[]> {
  const first = entries(await sector(file, 0));
  if (first.some(({ type }) => type === PROTECTIVE)) return guidPartitions(file);
  const starts = first.map(({ start }) => start);
  const extended = first.find(({ type }) => EXTENDED.has(type));
  return extended ? [...starts, ...(await logicalPartitions(file, extended.start))] : starts;
}

/** Each holds the start of one partition, from itself, and of the next such table, from the first. */
async function logicalPartitions(file: FileHandle, first: number): Promise<number[]> {
  const starts: number[] = [];
  for (let at = first; starts.length < MOST; ) {
    const [own, next] = entries(await sector(file, at));
    if (!own || EXTENDED.has(own.type)) break;
    starts.push(at + own.start);
    if (!next || !EXTENDED.has(next.type)) break;
    at = first + next.start;
  }
  return starts;
}

function entries(table: Buffer): { type: number; start: number }[] {
  if (table.readUInt16LE(510) !== 0xaa55) return [];
  return [0, 1, 2, 3]
    .map((i) => 446 + i * 16)
    .map((at) => ({ type: table[at + 4] ?? 0, start: table.readUInt32LE(at + 8) }))
    .filter(({ type }) => type !== 0);
}

async function guidPartitions(file: FileHandle): Promise<number[]> {
  const header = await sector(file, 1);
  if (header.toString('latin1', 0, 8) !== 'EFI PART') return [];
  const at = Number(header.readBigUInt64LE(72)) * SECTOR;
  const count = Math.min(header.readUInt32LE(80), MOST);
  const size = header.readUInt32LE(84);
  if (size < 128 || size > 4096) return [];
  const table = Buffer.alloc(count * size);
  await file.read(table, 0, table.length, at);
  return Array.from({ length: count }, (_, i) => table.subarray(i * size, (i + 1) * size))
    .filter((entry) => entry.subarray(0, 16).some((byte) => byte !== 0))
    .map((entry) => Number(entry.readBigUInt64LE(32)));
}

async function sector(file: FileHandle, number: number): Promise<Buffer> {
  const bytes = Buffer.alloc(SECTOR);
  await file.read(bytes, 0, SECTOR, number * SECTOR);
  return bytes;
}
