// SPDX-License-Identifier: Apache-2.0
import {
  DEVICE_HEALTHS,
  DEVICE_STATES,
  type DeviceHealth,
  WORKER_HEALTHS,
  type WorkerHealth,
} from '@lava/protocol/api/lab.ts';
import { KINDS } from '@lava/protocol/error/kind.ts';
import { describe, expect, it } from 'vitest';
import {
  DEVICE_EVENTS,
  healthAfterInvalidConfiguration,
  healthAfterJob,
  healthAfterWorker,
  nextDeviceState,
  OFFLINE,
} from './device.ts';

describe('nextDeviceState', () => {
  it('follows the job over all pairs', () => {
    const table = DEVICE_STATES.map((state) =>
      DEVICE_EVENTS.map((event) => nextDeviceState(state, event) ?? '.'),
    );
    expect(table).toEqual([
      ['reserved', '.', '.'],
      ['.', 'running', 'idle'],
      ['.', '.', 'idle'],
    ]);
  });
});

const all = (f: (health: DeviceHealth) => DeviceHealth) => DEVICE_HEALTHS.map(f).join(' ');

describe('healthAfterJob', () => {
  it.each([
    ['complete', 'good good looping good maintenance retired'],
    ['incomplete', 'bad bad looping bad maintenance retired'],
    ['canceled', 'bad bad looping bad maintenance retired'],
  ] as const)('a health check that is %s decides', (health, expected) => {
    for (const kind of [null, ...KINDS]) {
      expect(all((before) => healthAfterJob(before, { healthCheck: true, health, kind }))).toBe(expected);
    }
  });

  it('a job that failed by the fault of the lab raises doubt about a good device, and nothing else', () => {
    for (const kind of ['infrastructure', 'configuration', 'bug'] as const) {
      const outcome = { healthCheck: false, health: 'incomplete', kind } as const;
      expect(all((before) => healthAfterJob(before, outcome))).toBe(
        'unknown unknown looping bad maintenance retired',
      );
    }
  });

  it('any other job says nothing about the device', () => {
    const unchanged = DEVICE_HEALTHS.join(' ');
    for (const kind of [null, 'job', 'test', 'canceled'] as const) {
      for (const health of ['complete', 'incomplete', 'canceled'] as const) {
        expect(all((before) => healthAfterJob(before, { healthCheck: false, health, kind }))).toBe(unchanged);
      }
    }
    const canceled = { healthCheck: false, health: 'canceled', kind: 'infrastructure' } as const;
    expect(all((before) => healthAfterJob(before, canceled))).toBe(unchanged);
  });
});

describe('healthAfterWorker', () => {
  it('changes devices only when the worker retires or comes back from maintenance', () => {
    const unchanged = DEVICE_HEALTHS.join(' ');
    const expected: Partial<Record<`${WorkerHealth} ${WorkerHealth}`, string>> = {
      'active retired': 'retired retired retired bad retired retired',
      'maintenance retired': 'retired retired retired bad retired retired',
      'maintenance active': 'unknown unknown looping bad maintenance retired',
    };
    for (const from of WORKER_HEALTHS) {
      for (const to of WORKER_HEALTHS) {
        expect(
          all((before) => healthAfterWorker(before, from, to)),
          `${from} → ${to}`,
        ).toBe(expected[`${from} ${to}`] ?? unchanged);
      }
    }
  });
});

describe('OFFLINE', () => {
  it('takes every device in use out of it, and lets a good device prove itself again', () => {
    expect(all((before) => OFFLINE[before].during)).toBe(
      'maintenance maintenance maintenance maintenance maintenance retired',
    );
    expect(all((before) => OFFLINE[before].after)).toBe('unknown unknown looping bad maintenance retired');
  });
});

describe('healthAfterInvalidConfiguration', () => {
  it('is bad until somebody looks, unless somebody does already', () => {
    expect(all(healthAfterInvalidConfiguration)).toBe('bad bad bad bad maintenance retired');
  });
});
