// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type Demand, type Lab, type LabDevice, type LabWorker, obstacle, type QueuedJob } from './lab.ts';
import { plan } from './plan.ts';
import { waitingReasons } from './reasons.ts';

const device = (name: string, set: Partial<LabDevice> = {}): LabDevice => ({
  name,
  deviceType: 'qemu',
  worker: 'w1',
  state: 'idle',
  health: 'good',
  exclusive: false,
  tags: [],
  ...set,
});
const worker = (name: string, set: Partial<LabWorker> = {}): LabWorker => ({
  name,
  state: 'online',
  health: 'active',
  jobLimit: 0,
  busy: 0,
  ...set,
});
const lab = (devices: LabDevice[], workers = [worker('w1'), worker('w2')], types = ['qemu', 'bbb']): Lab => ({
  devices,
  workers: new Map(workers.map((each) => [each.name, each])),
  types: new Set(types),
});
const job = (id: number, set: Partial<Demand> = {}): QueuedJob => ({
  id,
  demand: {
    deviceType: 'qemu',
    requestedDevice: null,
    requestedWorker: null,
    tags: [],
    json: false,
    ...set,
  },
});
const pairs = (queue: QueuedJob[], of: Lab) =>
  plan(queue, of).map(({ job: id, device: name }) => `${id}→${name}`);

describe('plan', () => {
  it('serves the queue in its order, each device once', () => {
    expect(pairs([job(1), job(2), job(3)], lab([device('a'), device('b')]))).toEqual(['1→a', '2→b']);
  });

  it('gives a job only what it asks for, and lets the next one pass', () => {
    const of = lab([
      device('a', { tags: ['usb'] }),
      device('b', { worker: 'w2' }),
      device('c', { deviceType: 'bbb' }),
    ]);
    expect(pairs([job(1, { tags: ['usb', 'can'] }), job(2, { tags: ['usb'] })], of)).toEqual(['2→a']);
    expect(pairs([job(1, { requestedWorker: 'w2' }), job(2, { requestedDevice: 'a' })], of)).toEqual([
      '1→b',
      '2→a',
    ]);
    expect(pairs([job(1, { deviceType: 'bbb' }), job(2, { deviceType: 'none' })], of)).toEqual(['1→c']);
  });

  it('keeps special devices free and spreads over workers', () => {
    const of = lab(
      [device('a', { tags: ['usb'] }), device('b'), device('c', { worker: 'w2' })],
      [worker('w1', { busy: 3 }), worker('w2')],
    );
    expect(pairs([job(1), job(2), job(3)], of)).toEqual(['1→c', '2→b', '3→a']);
  });

  it('gives no JSON job to an exclusive device', () => {
    const of = lab([device('a', { exclusive: true }), device('b')]);
    const jobs = [job(1, { json: true }), job(2, { json: true }), job(3)];
    expect(pairs(jobs, of)).toEqual(['1→b', '3→a']);
  });

  it('respects the job limit of a worker within the round', () => {
    const of = lab([device('a'), device('b')], [worker('w1', { jobLimit: 2, busy: 1 })]);
    expect(pairs([job(1), job(2)], of)).toEqual(['1→a']);
  });

  it('takes no device that is not there, not healthy, not idle, or of a type that is disabled', () => {
    const unusable = [
      device('a', { state: 'reserved' }),
      device('b', { health: 'maintenance' }),
      device('c', { health: 'bad' }),
      device('d', { health: 'retired' }),
      device('e', { health: 'looping' }),
      device('f', { worker: null }),
      device('g', { worker: 'off' }),
      device('h', { worker: 'maintained' }),
      device('i', { worker: 'full' }),
    ];
    const workers = [
      worker('w1'),
      worker('off', { state: 'offline' }),
      worker('maintained', { health: 'maintenance' }),
      worker('full', { jobLimit: 1, busy: 1 }),
    ];
    expect(unusable.map((each) => obstacle(lab(unusable, workers), each))).toEqual([
      'busy',
      'maintenance',
      'bad',
      'retired',
      'looping',
      'no-worker',
      'worker-offline',
      'worker-maintenance',
      'worker-full',
    ]);
    expect(pairs([job(1)], lab(unusable, workers))).toEqual([]);
    expect(pairs([job(1)], lab([device('a')], undefined, []))).toEqual([]);
  });
});

describe('waitingReasons', () => {
  const reasons = (of: Lab, set: Partial<Demand> = {}) => waitingReasons(job(1, set).demand, of);
  const maintenance = { health: 'maintenance' } as const;

  it.each<[string[], Lab, Partial<Demand>?]>([
    [['no device of type qemu'], lab([])],
    [['no device of type qemu'], lab([device('a', { health: 'retired' })])],
    [['device type qemu is disabled'], lab([device('a')], undefined, [])],
    [['no device of type qemu has tag can'], lab([device('a')]), { tags: ['can'] }],
    [['no device of type qemu at worker w2'], lab([device('a')]), { requestedWorker: 'w2' }],
    [['the only device of type qemu is in maintenance'], lab([device('a', maintenance)])],
    [
      ['2 devices of type qemu, both in maintenance'],
      lab([device('a', maintenance), device('b', maintenance)]),
    ],
    [
      ['3 devices of type qemu: 2 busy, 1 in maintenance'],
      lab([device('a', { state: 'running' }), device('b', { state: 'reserved' }), device('c', maintenance)]),
    ],
    [
      ['the only device of type qemu has an offline worker', 'worker lab-3 is offline'],
      lab([device('a', { worker: 'lab-3' })], [worker('lab-3', { state: 'offline' })]),
    ],
    [
      ['every device of type qemu that fits is exclusive: it runs no JSON jobs'],
      lab([device('a', { exclusive: true, tags: ['can'] }), device('b')]),
      { json: true, tags: ['can'] },
    ],
    [
      ['device a is exclusive: it runs no JSON jobs'],
      lab([device('a', { exclusive: true })]),
      { json: true, requestedDevice: 'a' },
    ],
    [['there is no device x'], lab([device('a')]), { requestedDevice: 'x' }],
    [['device a is busy'], lab([device('a', { state: 'running' })]), { requestedDevice: 'a' }],
    [['device a has no worker'], lab([device('a', { worker: null })]), { requestedDevice: 'a' }],
    [
      ['the only device of type qemu with tags can, usb is busy'],
      lab([device('a', { state: 'running', tags: ['can', 'usb'] }), device('b')]),
      { tags: ['can', 'usb'] },
    ],
  ])('says %j', (expected, of, set) => {
    expect(reasons(of, set)).toEqual(expected);
  });
});
