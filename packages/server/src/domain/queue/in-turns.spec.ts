// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type InQueue, inTurns } from './in-turns.ts';
import type { Lab, QueuedGroup, QueuedJob } from './lab.ts';
import { plan } from './plan.ts';
import { type Account, NOMINAL, Shares, type Team } from './shares.ts';

const account = (id: number, set: Partial<Account> = {}): Account => ({
  ...{ id, name: `user-${id}`, weight: 1, seconds: 0, running: 0 },
  ...set,
});
const team = (name: string, members: number[], set: Partial<Team> = {}): Team => ({
  ...{ id: 1, name, weight: 1, cap: null, members },
  ...set,
});
type Job = InQueue & QueuedJob;
const demand = { deviceType: 'qemu', requestedDevice: null, requestedWorker: null, tags: [], json: false };
const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
const job = (id: number, submitter: number, set: Partial<Job> = {}): Job => ({
  ...{ id, submitter, demand, priority: 50, submitTime: at(id), devices: 1 },
  ...set,
});
const lab = (devices: number): Lab => ({
  devices: Array.from({ length: devices }, (_, n) => ({
    ...{ name: `d${n}`, deviceType: 'qemu', worker: 'w', state: 'idle' as const, health: 'good' as const },
    ...{ exclusive: false, tags: [] },
  })),
  workers: new Map([['w', { name: 'w', state: 'online', health: 'active', jobLimit: 0, busy: 0 }]]),
  types: new Set(['qemu']),
});

/** The jobs that get one of so many devices, in turn. */
function given(
  queue: readonly (Job | (InQueue & QueuedGroup))[],
  shares: Shares,
  devices: number,
  aged = at(0),
) {
  const turns = inTurns(queue, shares, aged);
  return plan(turns, lab(devices), (next) => shares.give(next.submitter, next.devices)).map(
    (each) => each.job,
  );
}

describe('fair share', () => {
  it('gives each their turn, and their own jobs in their order', () => {
    const queue = [job(1, 1), job(2, 1), job(3, 1), job(4, 2), job(5, 2)];
    expect(given(queue, new Shares([account(1), account(2)], []), 9)).toEqual([1, 4, 2, 5, 3]);
  });

  it('gives somebody with three times the weight three times as much', () => {
    const queue = [...Array(40).keys()].map((n) => job(n, 1 + (n % 2)));
    const got = given(queue, new Shares([account(1, { weight: 3 }), account(2)], []), 16);
    expect(got.filter((id) => id % 2 === 0)).toHaveLength(12);
  });

  it('begins with whoever has had least', () => {
    const queue = [job(1, 1), job(2, 2)];
    expect(given(queue, new Shares([account(1, { seconds: 9 }), account(2)], []), 1)).toEqual([2]);
    const weighed = [account(1, { seconds: 9, weight: 10 }), account(2, { seconds: 1 })];
    expect(given(queue, new Shares(weighed, []), 1)).toEqual([1]);
  });

  it('never passes a higher priority', () => {
    const queue = [job(1, 1, { priority: 60 }), job(2, 2), job(3, 1)];
    expect(given(queue, new Shares([account(1, { seconds: 1e9 }), account(2)], []), 3)).toEqual([1, 2, 3]);
  });

  it('serves by age what has waited too long', () => {
    const queue = [job(1, 1), job(2, 1), job(3, 2)];
    expect(given(queue, new Shares([account(1, { seconds: 1e9 }), account(2)], []), 3, at(2))).toEqual([
      1, 3, 2,
    ]);
  });

  it('counts a team as one, and its members by their own weights within it', () => {
    const queue = [job(1, 1), job(2, 1), job(3, 2), job(4, 2), job(5, 3), job(6, 3)];
    const shares = new Shares([account(1), account(2), account(3)], [team('kernel', [1, 2])]);
    expect(given(queue, shares, 6)).toEqual([1, 5, 3, 6, 2, 4]);
  });

  it('has somebody who is in two teams use the share of the heavier', () => {
    const shares = new Shares([account(1)], [team('a', [1]), team('b', [1], { weight: 2 })]);
    expect(shares.of(1).holder).toMatchObject({ kind: 'group', name: 'b', weight: 2 });
  });

  it('charges only what gets a device', () => {
    const nowhere = { ...demand, deviceType: 'none' };
    const queue = [1, 2, 3]
      .map((n) => job(n, 1, { demand: nowhere }))
      .concat(job(4, 1), job(5, 2), job(6, 2));
    expect(given(queue, new Shares([account(1), account(2)], []), 2)).toEqual([4, 5]);
  });

  it('keeps a group to its cap, whatever its share', () => {
    const queue = [job(1, 1), job(2, 2), job(3, 2), job(4, 3), job(5, 3)];
    const capped = team('kernel', [1, 2], { weight: null, cap: 3 });
    const shares = () =>
      new Shares([account(1, { running: 1, seconds: NOMINAL }), account(2), account(3)], [capped]);
    expect(given(queue, shares(), 9)).toEqual([2, 4, 1, 5]);
    expect(shares().full(1, 2)).toBeUndefined();
    expect(shares().full(1, 3)).toMatchObject({ team: { name: 'kernel' }, running: 1 });
  });

  it('counts all jobs of a group of jobs, and does not keep devices for one above the cap', () => {
    const pair = { ...job(1, 1), group: 1, members: [job(1, 1), job(2, 1)], devices: 2 };
    const queue = [pair, job(3, 2), job(4, 2), job(5, 1)];
    expect(given(queue, new Shares([account(1), account(2)], []), 4)).toEqual([1, 2, 3, 4]);
    const capped = [team('kernel', [1], { weight: null, cap: 1 })];
    expect(given(queue, new Shares([account(1), account(2)], capped), 3)).toEqual([5, 3, 4]);
  });
});

/** Numbers that look drawn, the same for a seed. */
function drawn(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

describe('a lab where everybody always has jobs that wait', () => {
  it.each([1, 2, 3])('is shared as the weights say, seed %i', (seed) => {
    const below = drawn(seed);
    const users = Array.from({ length: 3 + below(5) }, (_, id) => ({
      ...{ id, weight: 1 + below(5), length: 60 + below(900) },
    }));
    const teams = [
      team('kernel', [0, 1], { weight: 1 + below(5) }),
      team('capped', [2], { weight: null, cap: 900 }),
    ];
    const [devices, halfLife, end] = [8 + below(8), 100_000, 300_000];
    const used = users.map(() => ({ all: 0, counted: 0, since: 0 }));
    const counted = (id: number, now: number) => {
      const { counted: before, since } = used[id] as (typeof used)[0];
      return before * 0.5 ** ((now - since) / halfLife);
    };
    const running: { id: number; from: number; until: number }[] = [];
    for (let now = 0; now < end; now = Math.min(...running.map(({ until }) => until))) {
      for (const done of running.filter(({ until }) => until <= now)) {
        running.splice(running.indexOf(done), 1);
        const seconds = done.until - done.from;
        const its = used[done.id] as (typeof used)[0];
        used[done.id] = { all: its.all + seconds, counted: counted(done.id, now) + seconds, since: now };
      }
      const accounts = users.map(({ id, weight }) => {
        const its = running.filter((each) => each.id === id);
        const charged = its.reduce((sum, { from }) => sum + Math.max(NOMINAL, now - from), 0);
        return account(id, { weight, seconds: counted(id, now) + charged, running: its.length });
      });
      const free = devices - running.length;
      const queue = users.flatMap(({ id }) => Array.from({ length: free }, () => job(id, id)));
      for (const id of given(queue, new Shares(accounts, teams), free)) {
        const length = users[id]?.length ?? 0;
        running.push({ id, from: now, until: now + Math.ceil((length * (50 + below(100))) / 100) });
      }
    }
    const weightOf = (id: number) => users[id]?.weight ?? 0;
    const kernel = teams[0]?.weight ?? 0;
    const all = kernel + users.slice(2).reduce((sum, { weight }) => sum + weight, 0);
    const total = used.reduce((sum, each) => sum + each.all, 0);
    expect(total / devices / end).toBeGreaterThan(0.99);
    for (const { id } of users) {
      const within = id < 2 ? (kernel * weightOf(id)) / (weightOf(0) + weightOf(1)) : weightOf(id);
      const got = (used[id]?.all ?? 0) / total;
      expect({ seed, id, off: Math.abs(got / (within / all) - 1) < 0.05 }).toEqual({ seed, id, off: true });
    }
  });

  it('knows who may come to the cap of a group with what is looked at', () => {
    const shares = new Shares(
      [account(1, { running: 1 }), account(2), account(3), account(4)],
      [team('a', [1, 2], { cap: 3 }), team('b', [2, 3], { cap: 2, weight: null })],
    );
    const near = (...submitters: number[]) =>
      [...shares.nearCap(submitters.map((submitter) => ({ submitter, devices: 1 })))].toSorted();
    expect(near(1, 2, 3, 4, 4, 4)).toEqual([]);
    expect(near(1, 1, 2, 4)).toEqual([1, 2]);
    expect(near(1, 2, 3, 3)).toEqual([2, 3]);
    expect([...shares.nearCap([{ submitter: 3, devices: 3 }])]).toEqual([3]);
  });
});
