// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { failedBefore, withoutFailed } from './avoid.ts';
import type { Demand, Lab, LabDevice, LabWorker } from './lab.ts';
import { plan } from './plan.ts';

const worker: LabWorker = { name: 'w1', state: 'online', health: 'active', jobLimit: 0, busy: 0 };
const device = (name: string, set: Partial<LabDevice> = {}): LabDevice => ({
  ...{ name, deviceType: 'qemu', worker: 'w1', state: 'idle', health: 'good', exclusive: false, tags: [] },
  ...set,
});
const lab = (...devices: LabDevice[]): Lab => ({
  devices,
  workers: new Map([['w1', worker]]),
  types: new Set(['qemu']),
});
const demand = (set: Partial<Demand> = {}): Demand => ({
  ...{
    deviceType: 'qemu',
    requestedDevice: null,
    requestedWorker: null,
    tags: [],
    json: false,
    avoid: ['a'],
  },
  ...set,
});
const given = (asked: Demand, of: Lab) =>
  plan([{ id: 1, demand: withoutFailed(asked, of) }], of).map((each) => each.device);

describe('a job that failed on a device', () => {
  it.each<[string, Demand, Lab, string[]]>([
    ['gets another', demand(), lab(device('a'), device('b')), ['b']],
    ['waits for another that is busy', demand(), lab(device('a'), device('b', { state: 'running' })), []],
    ['gets the same where it is the only one', demand(), lab(device('a')), ['a']],
    [
      'gets the same where the others are broken',
      demand(),
      lab(device('a'), device('b', { health: 'bad' })),
      ['a'],
    ],
    [
      'gets the same where the others lack a tag',
      demand({ tags: ['x'] }),
      lab(device('a', { tags: ['x'] }), device('b')),
      ['a'],
    ],
    [
      'gets the same where it may use no other',
      demand({ barred: new Set(['b']) }),
      lab(device('a'), device('b')),
      ['a'],
    ],
    [
      'gets the one that it asked for by name',
      demand({ requestedDevice: 'a' }),
      lab(device('a'), device('b')),
      ['a'],
    ],
    ['never gets what it may not use', demand({ barred: new Set(['a']) }), lab(device('a')), []],
  ])('%s', (_, asked, of, expected) => expect(given(asked, of)).toEqual(expected));

  it('says so', () => {
    expect(failedBefore(demand(), lab(device('a'), device('b')))).toEqual([
      'it failed on a before, and is tried again on another device',
    ]);
    expect(failedBefore(demand({ avoid: ['a', 'b'] }), lab(device('a'), device('b')))).toEqual([
      'it failed on a, b before, and no other device takes it now',
    ]);
    expect(failedBefore(demand({ avoid: [] }), lab(device('a')))).toEqual([]);
  });
});
