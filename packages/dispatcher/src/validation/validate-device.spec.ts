// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { validateDevice } from './validate-device.ts';

const DEVICE = `constants: {}
timeouts: {}
actions:
  boot:
    methods:
      minimal:
`;

describe('verdict on a device configuration', () => {
  it('gives the device when nothing is wrong', () => {
    const { device, problems } = validateDevice(DEVICE);
    expect(problems).toEqual([]);
    expect(device?.actions.boot?.methods).toEqual({ minimal: null });
  });

  it('refuses unknown keys with the nearest known one and the place', () => {
    const { device, problems } = validateDevice(`${DEVICE}boardid: x\n`, 'd.yaml');
    expect(device).toBeUndefined();
    expect(problems).toEqual([
      expect.objectContaining({
        severity: 'error',
        hint: 'did you mean `board_id`?',
        where: { file: 'd.yaml', line: 7, column: 1, path: ['boardid'] },
      }),
    ]);
  });

  it('warns of what a method finds odd in its entry', () => {
    const { device, problems } = validateDevice(`${DEVICE}      fastboot: [boot, rebot]\n`);
    expect(device).toBeDefined();
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'warning', hint: 'did you mean `reboot`?' }),
    ]);
  });

  it('names what is missing', () => {
    expect(validateDevice('actions: {}').problems.map(({ message }) => message)).toEqual([
      '`constants` is missing',
      '`timeouts` is missing',
    ]);
  });

  it('reports broken YAML', () => {
    expect(validateDevice('a: [').problems).toHaveLength(1);
  });
});
