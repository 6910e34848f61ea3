// SPDX-License-Identifier: Apache-2.0
import { encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { type Batch, fit } from './group.ts';
import { scanLines } from './scan.ts';
import { TestEvents } from './test-events.ts';

const event = (msg: string): JobRecord => ({ dt: '2026-11-29T09:34:00.000000+00:00', lvl: 'event', msg });

function batch(job: number, lines: string[], from = 0): Batch {
  const data = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const header = { type: 'records' as const, job, from, count: lines.length, attempt: 1 };
  return { header, data, scan: scanLines(data), results: [], worker: 'lab-1', reply: () => undefined };
}

const told = (batches: Batch[], next = 0) => fit(batches, next).events;

describe('what tests say for those who listen', () => {
  it('is announced with its record, and not again when it is sent again', () => {
    const lines = ['one', 'two', 'two'].map((text) => encodeRecord(event(text)));
    const both = [batch(7, lines.slice(0, 2)), batch(7, lines)];
    new TestEvents().read(both);
    expect(told(both)).toEqual([
      { record: 0, text: 'one' },
      { record: 1, text: 'two' },
      { record: 2, text: 'two' },
    ]);
    expect(told(both, 3)).toEqual([]);
  });

  it('is cut, and left out where it cannot be read or stored', () => {
    const dt = '2026-11-29T09:34:00.000000+00:00';
    const lines = [
      encodeRecord(event(`${'x'.repeat(999)}\u{1f600}`)),
      encodeRecord(event('y'.repeat(20_000))),
      `{"dt":"${dt}","lvl":"event","msg":{"a":1}}`,
      `{"dt":"${dt}","lvl":"event","msg":`,
      `{"dt":"${dt}","lvl":"event","msg":"a\\u0000b"}`,
    ];
    const all = batch(7, lines);
    new TestEvents().read([all]);
    expect(all.events).toEqual([
      { index: 0, text: `${'x'.repeat(999)}\ufffd` },
      { index: 4, text: 'a\ufffdb' },
    ]);
  });

  it('is announced at a pace, each job for itself', () => {
    let now = 0;
    const events = new TestEvents(() => now);
    const flood = (job: number) => {
      const all = batch(job, new Array<string>(1_000).fill(encodeRecord(event('x'))));
      events.read([all]);
      return all.events?.length;
    };
    expect([flood(1), flood(1), flood(2)]).toEqual([50, 0, 50]);
    now = 2_000;
    expect(flood(1)).toBe(10);
  });
});
