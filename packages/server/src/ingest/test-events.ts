// SPDX-License-Identifier: Apache-2.0
import { parseRecord } from '@lava/protocol/record/record.ts';
import { storable } from '@lava/protocol/text/storable.ts';
import { LRUCache } from 'lru-cache';
import type { Batch } from './group.ts';

/** Events of one job that are announced together, and then in a second; more of them are only in its log. */
const AT_ONCE = 50;
const PER_SECOND = 5;
/** Characters that are announced: as JSON they fit into a notification, whatever they are. */
const LONGEST = 1_000;
/** Bytes of a line up to which it is read at all. */
const LONGEST_LINE = 16 * 1024;

/** What tests say by `lava-test-event`, for those who listen to LAVA's events. */
export class TestEvents {
  readonly #left = new LRUCache<number, { events: number; at: number }>({ max: 10_000 });
  readonly #now: () => number;

  /** @param now milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Reads the events of the batches, once. */
  read(batches: readonly Batch[]): void {
    for (const batch of batches) {
      if (batch.events !== undefined) continue;
      const { header, data, scan } = batch;
      batch.events = [];
      for (const { index, start, end } of scan.events) {
        const text = end - start <= LONGEST_LINE ? textOf(data.toString('utf8', start, end)) : undefined;
        if (text === undefined) continue;
        if (!this.#take(header.job)) break;
        batch.events.push({ index, text });
      }
    }
  }

  #take(job: number): boolean {
    const now = this.#now();
    const { events, at } = this.#left.get(job) ?? { events: AT_ONCE, at: now };
    const left = Math.min(AT_ONCE, events + ((now - at) / 1_000) * PER_SECOND);
    if (left < 1) return false;
    this.#left.set(job, { events: left - 1, at: now });
    return true;
  }
}

function textOf(line: string): string | undefined {
  try {
    const { msg } = Object(parseRecord(line)) as { msg?: unknown };
    return typeof msg === 'string' ? storable(msg.slice(0, LONGEST)) : undefined;
  } catch {
    return undefined; // it stays in the log as it is
  }
}
