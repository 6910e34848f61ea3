// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { planOf } from '../../testing/plan-of.ts';

const DEVICE = {
  deploy: { fastboot: null },
  adb_serial_number: '1',
  fastboot_serial_number: '1',
  fastboot_options: [],
};
const url = 'http://host/file';

describe('plan of deploy fastboot', () => {
  it('flashes in the order of the device, then of the job', async () => {
    const [plan] = await planOf(
      [{ deploy: { to: 'fastboot', images: { z: { url }, boot: { url, reboot: 'fastboot-reboot' } } } }],
      {
        device: { ...DEVICE, flash_cmds_order: ['boot'] },
      },
    );
    expect(plan).toBe(
      'fastboot-deploy{download-retry; download-retry; enter-fastboot-action; fastboot-flash-order-action{read-feedback; ' +
        'wait-device-boardid; fastboot-flash-action; fastboot-reboot; read-feedback; ' +
        'wait-device-boardid; fastboot-flash-action}}',
    );
  });

  it.each([
    ['hard-reset', 'pdu-reboot'],
    ['fastboot-reboot-bootloader', 'fastboot-reboot-bootloader'],
    ['fastboot-reboot-fastboot', 'fastboot-reboot-fastboot'],
  ])('restarts after a partition by %s', async (reboot, step) => {
    const [plan] = await planOf([{ deploy: { to: 'fastboot', images: { boot: { url, reboot } } } }], {
      device: DEVICE,
    });
    expect(plan).toContain(`fastboot-flash-action; ${step}; read-feedback`);
  });

  it('goes through U-Boot where the device says so', async () => {
    const [plan] = await planOf([{ deploy: { to: 'fastboot', images: {} } }], {
      device: { ...DEVICE, fastboot_via_uboot: true, commands: { hard_reset: 'x' } },
    });
    expect(plan).toBe(
      'fastboot-deploy{connect-device; uboot-enter-fastboot{reset-device; bootloader-interrupt}; ' +
        'fastboot-flash-order-action{read-feedback}}',
    );
  });

  it('looks for an unknown serial number once in a namespace', async () => {
    const device = {
      ...DEVICE,
      boot: { fastboot: ['boot'] },
      fastboot_auto_detection: true,
      fastboot_serial_number: '0000000000',
      commands: { hard_reset: 'x' },
    };
    const plan = await planOf(
      [{ deploy: { to: 'fastboot', images: {} } }, { boot: { method: 'fastboot' } }],
      { device },
    );
    expect(plan).toEqual([
      'fastboot-deploy{connect-device; pre-power-command; reset-device; detect-fastboot-device; fastboot-flash-order-action{read-feedback}}',
      'fastboot-boot{connect-device; reset-device; wait-device-boardid; boot-fastboot; pre-os-command}',
    ]);
  });

  it('puts the overlay into images that ask for it', async () => {
    const images = {
      a: { url, 'apply-overlay': true },
      b: { url, 'apply-overlay': true, sparse: false },
      c: { url },
    };
    const [plan] = await planOf([{ deploy: { to: 'fastboot', images } }, { test: { definitions: [] } }], {
      device: DEVICE,
    });
    expect(plan).toContain(
      '{lava-overlay; download-retry; apply-overlay-sparse-image; deploy-device-env; download-retry; apply-overlay-image; ' +
        'deploy-device-env; download-retry; deploy-device-env; enter-fastboot-action; ',
    );
  });

  it.each(['adb_serial_number', 'fastboot_serial_number', 'fastboot_options'])('needs %s', async (key) => {
    const planned = planOf([{ deploy: { to: 'fastboot', images: {} } }], {
      device: Object.fromEntries(Object.entries(DEVICE).filter(([name]) => name !== key)),
    });
    await expect(planned).rejects.toMatchObject({
      code: 'method-none',
      problems: [{ message: `fastboot: the device has no ${key}` }],
    });
  });
});
