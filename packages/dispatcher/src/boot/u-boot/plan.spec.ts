// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { planOf } from '../../testing/plan-of.ts';

const BOOT = { method: 'u-boot', commands: 'ramdisk' };

async function dialogue(parameters: object, boot: object = {}): Promise<string | undefined> {
  const [plan] = await planOf([{ boot: { ...BOOT, ...boot } }], {
    device: { boot: { 'u-boot': { parameters, ramdisk: { commands: ['boot'] } } } },
  });
  return /uboot-commands\{(.*)\}\}$/.exec(plan ?? '')?.[1];
}

describe('plan of boot u-boot', () => {
  it('types commands', async () => {
    expect(await dialogue({})).toBe('reset-device; bootloader-interrupt; bootloader-commands');
  });

  it('leaves the device running where the block says so', async () => {
    expect(await dialogue({}, { reset: false })).toBe('bootloader-interrupt; bootloader-commands');
  });

  it('switches to the other bank first', async () => {
    expect(await dialogue({ uboot_altbank: true })).toBe(
      'reset-device; bootloader-interrupt; bootloader-commands-altbank; bootloader-interrupt; bootloader-commands',
    );
  });

  it('flashes over USB mass storage, and logs in after the restart', async () => {
    expect(await dialogue({ uboot_ums_flash: true, uboot_altbank: true }, { prompts: ['#'] })).toBe(
      'reset-device; bootloader-interrupt; bootloader-commands; wait-device-path; flash-uboot-ums; reset-device; auto-login-action',
    );
  });

  it('needs commands', async () => {
    const planned = planOf([{ boot: { method: 'u-boot' } }], { device: { boot: { 'u-boot': null } } });
    await expect(planned).rejects.toMatchObject({
      code: 'job-invalid',
      message: expect.stringContaining('commands'),
    });
  });
});
