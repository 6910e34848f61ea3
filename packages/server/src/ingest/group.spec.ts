// SPDX-License-Identifier: Apache-2.0
import { encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { type Batch, fit, nextGroup } from './group.ts';
import { resultRow } from './result-row.ts';
import { scanLines } from './scan.ts';

const dt = '2026-11-22T09:34:00.123456+00:00';
const text = (msg: string): JobRecord => ({ dt, lvl: 'target', msg });
const result = (name: string): JobRecord => ({
  dt,
  lvl: 'results',
  msg: {
    definition: 'suite',
    case: name,
    result: 'pass',
    measurement: '1.5',
    units: 'ms',
    set: 's',
    starttc: 3,
    more: ['x'],
  },
});

function batch(from: number, records: (JobRecord | string)[], job = 7): Batch {
  const lines = records.map((record) => (typeof record === 'string' ? record : encodeRecord(record)));
  const data = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const header = { type: 'records' as const, job, from, count: records.length, attempt: 1 };
  const scan = scanLines(data);
  const results = scan.results.map(({ index, start, end }) => ({
    index,
    row: resultRow(7, from + index, data.toString('utf8', start, end)),
  }));
  return { header, data, scan, results, worker: 'lab-1', reply: () => undefined };
}

const lines = (part: ReturnType<typeof fit>) =>
  part.frames.map(({ from, count, parts }) => ({ from, count, text: Buffer.concat(parts).toString() }));

describe('scanning a batch', () => {
  it('finds result lines without being fooled by what a board prints', () => {
    const fake = text('{"dt":"2026-11-22T09:34:00.123456+00:00","lvl":"results","msg":{}}');
    const nested = {
      ...result('b'),
      msg: { ...(result('b').msg as object), extra: { lvl: 'results' } },
    } as JobRecord;
    const { data } = batch(0, [fake, result('a'), text('"lvl":"results"'), nested, 'short', '']);
    const { count, results } = scanLines(data);
    expect(count).toBe(6);
    expect(results.map(({ index }) => index)).toEqual([1, 3]);
  });

  it('finds what tests say for those who listen, and no errors', () => {
    const event = { ...text('told'), lvl: 'event' as const };
    const { data } = batch(0, [text('event"'), event, { ...text('x'), lvl: 'error' }, event]);
    expect(scanLines(data).events.map(({ index }) => index)).toEqual([1, 3]);
  });
});

describe('the next transaction', () => {
  const of = (job: number, from: number) => batch(from, ['x'], job);
  const names = (batches: Batch[]) => batches.map(({ header }) => `${header.job}.${header.from}`).join(' ');
  const next = (queue: Batch[], limits = {}) => {
    const { group, rest } = nextGroup(queue, limits);
    return [names(group), names(rest)];
  };

  it('takes the first jobs, with all that each has', () => {
    const queue = [of(1, 0), of(2, 0), of(3, 0), of(1, 1), of(4, 0), of(3, 1), of(2, 1)];
    expect(next(queue, { jobs: 2 })).toEqual(['1.0 2.0 1.1 2.1', '3.0 4.0 3.1']);
    expect(next(queue)).toEqual([names(queue), '']);
  });

  it('takes no more bytes than allowed, and what comes later of a job after what it has left', () => {
    const queue = [of(1, 0), of(2, 0), of(1, 1), of(3, 0), of(1, 2)];
    expect(next(queue, { size: 6, jobs: 1 })).toEqual(['1.0 1.1 1.2', '2.0 3.0']);
    expect(next(queue, { size: 4, jobs: 2 })).toEqual(['1.0 2.0', '1.1 3.0 1.2']);
    expect(next([batch(0, ['much longer'], 1), of(1, 1)], { size: 4 })).toEqual(['1.0', '1.1']);
  });

  it('does not take 10,000 files to write together', () => {
    const queue = Array.from({ length: 10_000 }, (_, job) => of(job, 0));
    const { group, rest } = nextGroup(queue);
    expect(group).toHaveLength(200);
    expect(rest).toEqual(queue.slice(200));
  });
});

describe('fitting batches to what is stored', () => {
  it('joins what follows each other into one frame', () => {
    const part = fit([batch(0, [text('a')]), batch(1, [text('b'), result('c')])], 0);
    expect(part).toMatchObject({ next: 3, broken: 0 });
    expect(lines(part)).toEqual([
      { from: 0, count: 3, text: `${[text('a'), text('b'), result('c')].map(encodeRecord).join('\n')}\n` },
    ]);
    expect(part.results).toEqual([
      {
        job_id: 7,
        record: 2,
        suite: 'suite',
        set_name: 's',
        name: 'c',
        result: 'pass',
        measurement: '1.5',
        units: 'ms',
        reference: null,
        start_record: 3,
        end_record: null,
        logged: '2026-11-22T09:34:00.123456Z',
        metadata: '{"more":["x"]}',
      },
    ]);
  });

  it('cuts off what is stored already, with its results', () => {
    const part = fit([batch(3, [text('a'), result('old'), text('c'), result('new')])], 5);
    expect(lines(part)).toEqual([
      { from: 5, count: 2, text: `${encodeRecord(text('c'))}\n${encodeRecord(result('new'))}\n` },
    ]);
    expect(part.results.map(({ record, name }) => ({ record, name }))).toEqual([{ record: 6, name: 'new' }]);
    expect(fit([batch(3, [text('a')])], 5)).toMatchObject({
      next: 5,
      frames: [],
      replies: [{ resend: false }],
    });
  });

  it('sends back what comes after a gap', () => {
    const part = fit([batch(1, [text('b')]), batch(0, [text('a')]), batch(1, [text('b')])], 0);
    expect(part.replies.map(({ resend }) => resend)).toEqual([true, false, false]);
    expect(part.next).toBe(2);
  });

  it('makes frames of about a mebibyte', () => {
    const large = text('x'.repeat(90_000));
    const part = fit(
      Array.from({ length: 30 }, (_, i) => batch(i, [large])),
      0,
    );
    expect(part.frames.map(({ from, count }) => ({ from, count }))).toEqual([
      { from: 0, count: 11 },
      { from: 11, count: 11 },
      { from: 22, count: 8 },
    ]);
  });

  it.each<[string, object, object]>([
    ['a measurement beyond all numbers', { measurement: '1e999' }, { measurement: null, units: 'ms' }],
    ['units that are a list', { units: ['ms'] }, { units: null, measurement: '1.5' }],
    ['a start before the first record', { starttc: -1 }, { start_record: null }],
    ['words of prototypes', { case: '__proto__', constructor: 1 }, { name: '__proto__' }],
  ])('keeps a result with %s, without that', (_, change, row) => {
    const record = { ...result('n'), msg: { ...(result('n').msg as object), ...change } } as JobRecord;
    const line = encodeRecord(record).replace('"1e999"', '1e999');
    const part = fit([batch(0, [line])], 0);
    expect(part.broken).toBe(0);
    expect(part.results).toMatchObject([row]);
  });

  it('keeps lines whose result cannot be read, and counts them', () => {
    const line = encodeRecord(result('a')).replace('"pass"', '"maybe"');
    const nul = encodeRecord({
      ...result('n'),
      msg: { definition: 'a\0', case: 'b', result: 'pass', x: '\0\\u0000' },
    });
    const part = fit([batch(0, [line, nul])], 0);
    expect(part).toMatchObject({ next: 2, broken: 1 });
    expect(part.results[0]).toMatchObject({ suite: 'a\ufffd', metadata: '{"x":"\ufffd\\\\u0000"}' });
  });
});
