// SPDX-License-Identifier: Apache-2.0

import type { JobRecord } from '@lava/protocol/record/record.ts';
import { addRecord, emptyView, type JobView } from '@lava/protocol/record/view.ts';
import { Block, UNKNOWN_LEVEL } from './block.ts';
import { BLOCK_SIZE } from './block-size.ts';

/**
 * The records of one job, held by block so that any part may arrive first: the lines a link points at, the end of a
 * running log, the rest behind. Line numbers on the page are `seq + 1`; everything here is `seq`, 0-based.
 */
export class LineStore {
  /** Records that exist, held or not. */
  count = 0;
  /** Records held. */
  held = 0;
  /** Size of what is held, bytes. */
  size = 0;
  /** Changes with every change. */
  version = 0;
  private readonly blocks: (Block | undefined)[] = [];
  private readonly listeners = new Set<() => void>();
  private notifying = false;
  private built = emptyView();
  private builtStale = false;

  /** Says that there are at least `count` records on the server. */
  expect(count: number): void {
    if (count <= this.count) return;
    this.count = count;
    this.changed();
  }

  /** @param body NDJSON that starts with record `from`; within one block. */
  addBytes(from: number, body: Uint8Array): void {
    this.into(from, (block) => block.add(from, body));
  }

  /** @throws RangeError when records before `from` of the same block have not come yet */
  addLines(from: number, lines: string[]): void {
    for (let at = 0; at < lines.length; ) {
      const seq = from + at;
      const room = BLOCK_SIZE - (seq % BLOCK_SIZE);
      const part = lines.slice(at, at + room);
      this.into(seq, (block) => block.addLines(seq, part));
      at += part.length;
    }
  }

  record(seq: number): JobRecord | undefined {
    const block = this.blocks[Math.floor(seq / BLOCK_SIZE)];
    return block && seq - block.first < block.count ? block.record(seq - block.first) : undefined;
  }

  /** Index into `LEVELS`, or `UNKNOWN_LEVEL`. */
  levelAt(seq: number): number {
    return this.blocks[Math.floor(seq / BLOCK_SIZE)]?.levelAt(seq % BLOCK_SIZE) ?? UNKNOWN_LEVEL;
  }

  blockAt(index: number): Block | undefined {
    return this.blocks[index];
  }

  get blockCount(): number {
    return Math.ceil(this.count / BLOCK_SIZE);
  }

  /** Whether everything that exists of block `index` is here. */
  isWhole(index: number): boolean {
    const wanted = Math.min(BLOCK_SIZE, this.count - index * BLOCK_SIZE);
    return (this.blocks[index]?.count ?? 0) >= wanted;
  }

  /** Steps, results and status of the records held. The object is replaced or grows; compare `version`. */
  view(): JobView {
    if (this.builtStale) {
      this.built = emptyView();
      for (const block of this.blocks) for (const item of block?.structural ?? []) addTo(this.built, item);
      this.builtStale = false;
    }
    return this.built;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private into(from: number, add: (block: Block) => void): void {
    const index = Math.floor(from / BLOCK_SIZE);
    const block = this.blocks[index] ?? new Block(index * BLOCK_SIZE);
    const before = { count: block.count, size: block.size, structural: block.structural.length };
    add(block);
    this.blocks[index] = block;
    this.held += block.count - before.count;
    this.size += block.size - before.size;
    this.count = Math.max(this.count, block.first + block.count);
    const fresh = block.structural.slice(before.structural);
    // Steps replace each other in order, so records that arrive before known ones mean building it again.
    if (fresh[0] && fresh[0].seq < this.built.next) this.builtStale = true;
    if (!this.builtStale) for (const item of fresh) addTo(this.built, item);
    this.changed();
  }

  /** Listeners are notified of many changes together, before the next frame is painted. */
  private changed(): void {
    this.version++;
    if (this.notifying) return;
    this.notifying = true;
    schedule(() => {
      this.notifying = false;
      for (const listener of this.listeners) listener();
    });
  }
}

function addTo(view: JobView, item: { seq: number; record: JobRecord }): void {
  view.next = item.seq;
  addRecord(view, item.record);
}

function schedule(run: () => void): void {
  // A page in the background gets no frames, and tests have none.
  if (typeof document === 'undefined' || document.hidden) setTimeout(run);
  else requestAnimationFrame(run);
}
