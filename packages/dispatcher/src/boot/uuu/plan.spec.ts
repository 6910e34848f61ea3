// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { planOf } from '../../testing/plan-of.ts';

function device(options: object = {}, more: object = {}) {
  const uuu = { options: { usb_otg_path: '1:2', corrupt_boot_media_command: [], ...options }, ...more };
  return { boot: { 'u-boot': null, uuu } };
}

const LEAD = 'uuu-boot-retry{uuu{disconnect-device; reset-device; ';
const END = 'connect-device; uuu-boot; disconnect-device}}';
const U_BOOT =
  'connect-device; bootloader-overlay; boot-bootloader{reset-connection{disconnect-device; connect-device}; reset-device; ' +
  'bootloader-interrupt; bootloader-commands}; disconnect-device';

describe('plan of boot uuu', () => {
  it('makes the board fall back to USB first', async () => {
    const boot = { method: 'uuu', commands: [{ uuu: '-b emmc {boot}' }] };
    expect(await planOf([{ boot }], { device: device() })).toEqual([
      `${LEAD}check-serial-availability; boot-corrupt-boot-media{${U_BOOT}}; reset-device; ${END}`,
    ]);
  });

  it('cuts the power before, where the device says so', async () => {
    const boot = { method: 'uuu', commands: [{ uuu: '-b emmc {boot}' }] };
    const [plan] = await planOf([{ boot }], {
      device: device({ power_off_before_corrupt_boot_media: true }),
    });
    expect(plan).toContain('boot-corrupt-boot-media{power-off; connect-device');
  });

  it.each([
    ['commands for only the control port', [{ bcu: 'set_boot_mode usb' }, { bcu: 'reset' }]],
    ['a reset to USB by the control port', [{ bcu: 'reset usb' }, { uuu: '-b emmc {boot}' }]],
  ])('does not, for %s', async (_, commands) => {
    const plan = await planOf([{ boot: { method: 'uuu', commands } }], { device: device() });
    expect(plan).toEqual([LEAD + END]);
  });

  it('takes the command list of the device by its name', async () => {
    const named = device({}, { quick: { commands: [{ bcu: 'reset usb' }] } });
    expect(await planOf([{ boot: { method: 'uuu', commands: 'quick' } }], { device: named })).toEqual([
      LEAD + END,
    ]);
  });

  it('may look first whether the bootloader is fine, with time of its own', async () => {
    const boot = { method: 'uuu', commands: [{ bcu: 'x' }], skip_uuu_if_bootloader_valid: true };
    const [plan] = await planOf([{ boot }], { device: device() });
    expect(plan).toContain(`check-bootloader-valid{${U_BOOT}}`);
  });

  it.each([
    [{ usb_otg_path: null }, 'usb_otg_path'],
    [{ corrupt_boot_media_command: null }, 'corrupt_boot_media_command'],
  ])('needs %j set', async (options, named) => {
    const planned = planOf([{ boot: { method: 'uuu', commands: [] } }], { device: device(options) });
    await expect(planned).rejects.toMatchObject({
      code: 'device-invalid',
      message: expect.stringContaining(named),
    });
  });
});
