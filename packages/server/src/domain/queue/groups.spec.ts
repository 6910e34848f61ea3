// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Assignment, Demand, Lab, LabDevice, LabWorker, QueuedGroup, QueuedJob } from './lab.ts';
import { placeGroup } from './place-group.ts';
import { plan } from './plan.ts';

const worker = (name: string, set: Partial<LabWorker> = {}): LabWorker => ({
  ...{ name, state: 'online', health: 'active', jobLimit: 0, busy: 0 },
  ...set,
});
const device = (name: string, set: Partial<LabDevice> = {}): LabDevice => ({
  ...{ name, deviceType: 'qemu', worker: 'w1', state: 'idle', health: 'good', exclusive: false, tags: [] },
  ...set,
});
const lab = (devices: LabDevice[], workers = [worker('w1'), worker('w2')]): Lab => ({
  devices,
  workers: new Map(workers.map((each) => [each.name, each])),
  types: new Set(['qemu', 'bbb']),
});
const demand = (set: Partial<Demand> = {}): Demand => ({
  ...{ deviceType: 'qemu', requestedDevice: null, requestedWorker: null, tags: [], json: false },
  ...set,
});
const job = (id: number, set: Partial<Demand> = {}): QueuedJob => ({ id, demand: demand(set) });
const group = (id: number, ...asked: Partial<Demand>[]): QueuedGroup => ({
  group: id,
  members: asked.map((set, n) => job(id + n, set)),
});
const pairs = (queue: (QueuedJob | QueuedGroup)[], of: Lab) =>
  plan(queue, of).map((each) => `${each.job}→${each.device}`);

describe('a group', () => {
  it('gets all its devices, in whatever order they fit', () => {
    const of = lab([device('a', { tags: ['usb'] }), device('b'), device('c', { deviceType: 'bbb' })]);
    expect(pairs([group(10, {}, { tags: ['usb'] }, { deviceType: 'bbb' })], of)).toEqual([
      '10→b',
      '11→a',
      '12→c',
    ]);
    // The only fitting one is wanted by the first as well.
    expect(pairs([group(10, {}, { requestedDevice: 'b' })], of)).toEqual(['10→a', '11→b']);
  });

  it('gets none while one is missing, and keeps what is free from those behind it', () => {
    const of = lab([device('a'), device('b', { state: 'running' }), device('c', { deviceType: 'bbb' })]);
    expect(pairs([group(10, {}, {}), job(20), job(21, { deviceType: 'bbb' })], of)).toEqual(['21→c']);
  });

  it('lets those before it, and those who want something else, have theirs', () => {
    const of = lab([device('a'), device('b'), device('c')]);
    expect(pairs([job(5), group(10, {}, {}), job(20)], of)).toEqual(['5→a', '10→b', '11→c']);
    expect(pairs([job(5), job(6), group(10, {}, {}), job(20)], of)).toEqual(['5→a', '6→b']);
  });

  it('keeps nothing while a device that it needs is broken', () => {
    const of = lab([device('a'), device('b', { health: 'bad' })]);
    expect(pairs([group(10, {}, {}), job(20)], of)).toEqual(['20→a']);
  });

  it('keeps the room of its worker', () => {
    const full = [worker('w1', { jobLimit: 2, busy: 1 })];
    const devices = [device('a'), device('b', { state: 'running' }), device('c')];
    expect(pairs([group(10, {}, { requestedDevice: 'b' }), job(20)], lab(devices, full))).toEqual([]);
    const roomy = [worker('w1', { jobLimit: 3, busy: 1 })];
    expect(pairs([group(10, {}, { requestedDevice: 'b' }), job(20)], lab(devices, roomy))).toEqual(['20→c']);
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

describe('placing', () => {
  it('places whatever can be placed', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const below = drawn(seed);
      const places = Array.from({ length: 1 + below(6) }, (_, n) => ({
        name: `d${n}`,
        worker: `w${below(3)}`,
      }));
      const rooms = new Map(['w0', 'w1', 'w2'].map((name) => [name, below(4)]));
      const wanted = Array.from({ length: 1 + below(4) }, () => places.filter(() => below(2) === 0));
      const room = (name: string) => rooms.get(name) ?? 0;
      const found = placeGroup(wanted, room);
      expect({ seed, possible: found !== undefined }).toEqual({ seed, possible: isPossible(wanted, room) });
      if (!found) continue;
      expect(new Set(found).size).toBe(wanted.length);
      for (const [n, place] of found.entries()) expect(wanted[n]).toContain(place);
      for (const [name, most] of rooms)
        expect(found.filter((place) => place.worker === name).length).toBeLessThanOrEqual(most);
    }
  });
});

/** By trying everything. */
function isPossible(wanted: { name: string; worker: string }[][], room: (worker: string) => number): boolean {
  const tried = (n: number, used: { name: string; worker: string }[]): boolean =>
    n === wanted.length ||
    (wanted[n] ?? []).some(
      (place) =>
        !used.includes(place) &&
        used.filter((each) => each.worker === place.worker).length < room(place.worker) &&
        tried(n + 1, [...used, place]),
    );
  return tried(0, []);
}

/** A lab that lives by the plan: jobs end at random, new ones come all the time. */
function live(seed: number) {
  const below = drawn(seed);
  const tags = [['usb'], ['can'], [], []];
  const devices = Array.from({ length: 3 + below(6) }, (_, n) =>
    device(`d${n}`, { worker: `w${1 + below(2)}`, tags: tags[below(4)] ?? [] }),
  );
  const workers = [worker('w1', { jobLimit: below(3) === 0 ? 3 : 0 }), worker('w2')];
  const wish = (): Partial<Demand> => ({ tags: below(4) === 0 ? ['usb'] : [] });
  let next = 1;
  const waiting: { queued: QueuedJob | QueuedGroup; since: number }[] = [];
  const running = new Map<string, Assignment>();
  return {
    waiting,
    step(round: number): void {
      for (const [name] of running) if (below(3) === 0) running.delete(name);
      for (let n = below(4); n > 0; n--) {
        const size = below(4) === 0 ? 2 + below(Math.min(3, devices.length - 1)) : 1;
        const id = next;
        next += size;
        const queued = size === 1 ? job(id, wish()) : group(id, ...Array.from({ length: size }, wish));
        if (waiting.length < 30) waiting.push({ queued, since: round });
      }
      const busy = (name: string) => [...running.values()].filter((each) => each.worker === name).length;
      const now: Lab = lab(
        devices.map((each) => ({ ...each, state: running.has(each.name) ? 'running' : 'idle' })),
        workers.map((each) => ({ ...each, busy: busy(each.name) })),
      );
      const given = plan(
        waiting.map(({ queued }) => queued),
        now,
      );
      for (const assignment of given) {
        expect(running.has(assignment.device)).toBe(false);
        running.set(assignment.device, assignment);
      }
      for (const each of workers)
        if (each.jobLimit > 0) expect(busy(each.name)).toBeLessThanOrEqual(each.jobLimit);
      const jobs = new Set(given.map((each) => each.job));
      for (const { queued } of waiting.splice(0)) {
        const ids = 'group' in queued ? queued.members.map(({ id }) => id) : [queued.id];
        const got = ids.filter((id) => jobs.has(id)).length;
        expect([0, ids.length]).toContain(got);
        if (got === 0) waiting.push({ queued, since: round });
      }
    },
    canRun: ({ queued }: { queued: QueuedJob | QueuedGroup }): boolean =>
      plan([queued], lab(devices, workers)).length > 0,
  };
}

describe('a lab with groups', () => {
  it('gives each device once and groups all or nothing, and serves whatever can run at all', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const one = live(seed);
      for (let round = 0; round < 60; round++) one.step(round);
      // What is next is served when its devices are free, and they are kept for it: nothing waits without end.
      const ids = new Set(one.waiting.filter(one.canRun).map(({ queued }) => queued));
      for (let round = 0; round < 100; round++) one.step(60 + round);
      const left = one.waiting.filter(({ queued }) => ids.has(queued)).length;
      expect({ seed, left }).toEqual({ seed, left: 0 });
    }
  });
});
