// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { planOf } from '../../testing/plan-of.ts';

describe('plan of boot bootloader', () => {
  it.each([
    [{}, 'reset-connection{disconnect-device; connect-device}; reset-device; '],
    [{ reset_connection: false }, 'connect-device; reset-device; '],
    [{ reset_device: false }, 'reset-connection{disconnect-device; connect-device}; '],
    [{ reset: false, reset_connection: false }, 'connect-device; '],
  ])('with %j', async (keys, lead) => {
    const boot = { method: 'bootloader', bootloader: 'u-boot', commands: [], ...keys };
    expect(await planOf([{ boot }], { device: { boot: { 'u-boot': null } } })).toEqual([
      `boot-bootloader-retry{bootloader-overlay; boot-bootloader{${lead}bootloader-interrupt; bootloader-commands}}`,
    ]);
  });
});
