// SPDX-License-Identifier: Apache-2.0
import type { Device, DeviceType, Worker } from '@lava/protocol/api/lab.ts';
import { describe, expect, it } from 'vitest';
import { boardsByType, countStates } from './boards.ts';

const worker = (name: string, set: Partial<Worker> = {}) =>
  ({ name, state: 'online', health: 'active', ...set }) as Worker;
const WORKERS = [
  worker('up'),
  worker('gone', { state: 'offline' }),
  worker('disabled', { health: 'maintenance' }),
];

function types(devices: Partial<Device>[], deviceTypes: Partial<DeviceType>[] = []) {
  const page = <T>(items: object[]) => ({ items: items as T[], next: null });
  const full = devices.map((set, n) => ({
    ...{ name: `d${n}`, deviceType: 'qemu', worker: 'up', state: 'idle', health: 'good' },
    ...set,
  }));
  return boardsByType({
    devices: page<Device>(full),
    deviceTypes: page<DeviceType>(deviceTypes),
    workers: page<Worker>(WORKERS),
    jobs: { queued: 0, running: 0, finished: 0, complete: 0, incomplete: 0, canceled: 0 },
  });
}

describe('boards of the lab', () => {
  it.each([
    [{}, 'idle'],
    [{ state: 'running' }, 'running'],
    [{ state: 'reserved', health: 'unknown' }, 'reserved'],
    [{ state: 'running', health: 'bad' }, 'bad'],
    [{ health: 'maintenance', worker: 'gone' }, 'maintenance'],
    [{ health: 'unknown' }, 'unknown'],
    [{ health: 'looping' }, 'looping'],
    [{ worker: null }, 'unreachable'],
    [{ worker: 'gone' }, 'unreachable'],
    [{ worker: 'disabled', health: 'unknown' }, 'unreachable'],
    [{ worker: 'disabled', state: 'running' }, 'running'],
  ] as [Partial<Device>, string][])('with %j are %s', (device, state) => {
    expect(types([device])[0]?.boards).toMatchObject([{ state }]);
  });

  it('are by type; a type without boards is there while jobs wait for it', () => {
    const found = types(
      [{ deviceType: 'b' }, { deviceType: 'a' }, { deviceType: 'b' }],
      [
        { name: 'b', queued: 3 },
        { name: 'c', queued: 1 },
        { name: 'd', queued: 0 },
      ],
    );
    expect(found.map(({ name, queued, boards }) => [name, queued, boards.length])).toEqual([
      ['a', 0, 1],
      ['b', 3, 2],
      ['c', 1, 0],
    ]);
  });

  it('are counted by state, what needs somebody first', () => {
    const found = types([{}, { health: 'bad' }, {}, { state: 'running' }]);
    expect(countStates(found)).toEqual([
      ['bad', 1],
      ['running', 1],
      ['idle', 2],
    ]);
  });
});
