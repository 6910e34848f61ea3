// SPDX-License-Identifier: Apache-2.0
import type { LiveEvent } from '@lava/protocol/api/live.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Connect, Hub } from './hub.ts';
import type { Followed, FromHub } from './messages.ts';
import { Queue } from './queue.ts';

const HELLO = {
  type: 'hello',
  version: '1',
  build: null,
  user: 'ann',
  time: '2026-01-01T00:00:00Z',
} as const;

interface Opened {
  jobs: [number, number][];
  events: Queue<LiveEvent>;
  signal: AbortSignal;
}

function setUp() {
  const opened: Opened[] = [];
  const told: [string, FromHub][] = [];
  const connect: Connect = (jobs, signal) => {
    const events = new Queue<LiveEvent>();
    signal.addEventListener('abort', () => events.fail(signal.reason));
    opened.push({ jobs: [...jobs], events, signal });
    return events;
  };
  const hub = new Hub(connect, (tab, message) => told.push([tab, message]));
  const wish = (tab: string, active: boolean, ...jobs: [number, number][]) => {
    const followed: Followed[] = jobs.map(([id, from]) => ({ id, from, reading: 1 }));
    hub.receive({ type: 'wish', tab, active, jobs: followed });
  };
  const last = () => opened.at(-1) as Opened;
  const say = async (...events: LiveEvent[]) => {
    for (const event of events) last().events.push(event);
    await vi.advanceTimersByTimeAsync(1);
  };
  const live = () => opened.filter(({ signal }) => !signal.aborted);
  const of = (tab: string, type: FromHub['type']) =>
    told.filter(([name, message]) => name === tab && message.type === type).map(([, message]) => message);
  return { hub, opened, told, wish, last, say, live, of };
}

const settle = () => vi.advanceTimersByTimeAsync(200);
const records = (job: number, from: number, ...lines: string[]): LiveEvent => ({
  type: 'records',
  job,
  from,
  lines,
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Hub', () => {
  it('has one stream for all tabs, with the jobs of all of them', async () => {
    const { wish, opened, say, live, of } = setUp();
    for (let tab = 0; tab < 12; tab++) wish(`tab ${tab}`, true, [tab % 3, 10 * tab]);
    await settle();
    await say(HELLO, { type: 'change', resource: 'job', name: '7' });
    expect(opened).toHaveLength(1);
    expect(live()[0]?.jobs).toEqual([
      [0, 0],
      [1, 10],
      [2, 20],
    ]);
    for (let tab = 0; tab < 12; tab++) expect(of(`tab ${tab}`, 'change')).toHaveLength(1);
  });

  it('gives each tab the records that it lacks, each once', async () => {
    const { wish, say, of } = setUp();
    wish('early', true, [7, 0]);
    wish('late', true, [7, 3]);
    wish('other', true, [8, 0]);
    await settle();
    await say(HELLO, records(7, 0, 'a', 'b'), records(7, 2, 'c', 'd'));
    const shown = (tab: string) =>
      of(tab, 'records').map((each) => 'lines' in each && [each.from, each.lines]);
    expect(shown('early')).toEqual([
      [0, ['a', 'b']],
      [2, ['c', 'd']],
    ]);
    expect(shown('late')).toEqual([[3, ['d']]]);
    expect(shown('other')).toEqual([]);
  });

  it('keeps the old stream until the new one is there, and then only that', async () => {
    const { wish, opened, say, live, of } = setUp();
    wish('a', true);
    await settle();
    await say(HELLO);
    wish('b', true, [7, 0]);
    await settle();
    wish('c', true, [8, 0]);
    await settle();
    expect(opened).toHaveLength(3);
    expect(live()).toHaveLength(3);
    opened[0]?.events.push({ type: 'change', resource: 'device', name: 'x' });
    await say(HELLO);
    expect(of('a', 'change')).toHaveLength(1);
    expect(live()).toEqual([opened[2]]);
    expect(of('a', 'stale')).toEqual([]);
  });

  it('resumes each job where it was when the stream breaks, says since when, and that anything may have changed', async () => {
    const { wish, opened, say, last, of } = setUp();
    wish('a', true, [7, 0]);
    await settle();
    await say(HELLO, records(7, 0, 'a', 'b'));
    const since = Date.now();
    last().events.fail(new Error('silence'));
    await vi.advanceTimersByTimeAsync(150);
    last().events.fail(new Error('silence'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(last().jobs).toEqual([[7, 2]]);
    const states = of('a', 'state').map((each) => each.type === 'state' && each.state);
    expect(states.at(-1)).toMatchObject({ kind: 'lost', message: 'silence' });
    expect((states.at(-1) as { since: number }).since - since).toBeLessThan(10);
    await say(HELLO);
    expect(of('a', 'stale')).toHaveLength(1);
    expect(opened.length).toBe(3);
  });

  it('does not ask again for records that crossed a wish on their way', async () => {
    const { wish, opened, say } = setUp();
    wish('a', true, [7, 0]);
    await settle();
    await say(HELLO, records(7, 0, 'a', 'b'));
    wish('a', true, [7, 1]);
    await settle();
    expect(opened).toHaveLength(1);
  });

  it('goes back for a tab that needs earlier records', async () => {
    const { wish, say, last } = setUp();
    wish('a', true, [7, 0]);
    await settle();
    await say(HELLO, records(7, 0, 'a', 'b'));
    wish('b', true, [7, 1]);
    await settle();
    expect(last().jobs).toEqual([[7, 1]]);
  });

  it('pauses without a tab that is looked at, and forgets tabs that are gone', async () => {
    const { hub, wish, say, live } = setUp();
    wish('a', true);
    wish('b', true, [7, 0]);
    await settle();
    await say(HELLO);
    wish('b', false, [7, 0]);
    await settle();
    expect(live().map(({ jobs }) => jobs)).toEqual([[[7, 0]], []]);
    await say(HELLO);
    hub.receive({ type: 'leave', tab: 'a' });
    await settle();
    expect(live()).toEqual([]);
    wish('b', true, [7, 0]);
    await settle();
    expect(live()).toHaveLength(1);
    wish('c', true, [9, 0]);
    await vi.advanceTimersByTimeAsync(100_000);
    wish('b', true, [7, 0]);
    await settle();
    expect(live().at(-1)?.jobs).toEqual([[7, 0]]);
  });

  it('stops when the session is over, and begins again with another', async () => {
    const { hub, wish, opened, last, live, of } = setUp();
    wish('a', true);
    await settle();
    last().events.fail(new LavaError('unauthenticated', 'sign in'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened).toHaveLength(1);
    expect(of('a', 'state').at(-1)).toEqual({ type: 'state', state: { kind: 'signed-out' } });
    hub.receive({ type: 'session' });
    await settle();
    expect(live()).toHaveLength(1);
  });
});
