// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { planOf } from '../../testing/plan-of.ts';

describe('plan of boot grub', () => {
  it('waits for the end of an installer instead of a prompt', async () => {
    const boot = { method: 'grub', commands: 'installer', boot_finished: 'reboot: Power down' };
    expect(
      await planOf([{ boot }], { device: { boot: { grub: { installer: { commands: ['boot'] } } } } }),
    ).toEqual([
      'grub-main-action{bootloader-from-media; bootloader-overlay; connect-device; reset-device; bootloader-interrupt; ' +
        'bootloader-commands; installer-wait; power-off}',
    ]);
  });

  it('of grub-efi goes through the menu of the firmware, and may leave the reset out', async () => {
    const device = { boot: { 'grub-efi': { reset_device: false, nfs: { commands: ['boot'] } } } };
    expect(await planOf([{ boot: { method: 'grub-efi', commands: 'nfs' } }], { device })).toEqual([
      'grub-main-action{bootloader-from-media; bootloader-overlay; connect-device; uefi-menu-interrupt; grub-efi-menu-selector; ' +
        'bootloader-interrupt; bootloader-commands}',
    ]);
  });
});
