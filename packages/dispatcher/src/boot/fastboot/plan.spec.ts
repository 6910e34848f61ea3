// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { planOf } from '../../testing/plan-of.ts';

const TEST = { test: { definitions: [] } };

describe('plan of boot fastboot', () => {
  it('reaches a device without power control by adb', async () => {
    const [plan] = await planOf([{ boot: { method: 'fastboot' } }], {
      device: { boot: { fastboot: ['reboot'] } },
    });
    expect(plan).toBe(
      'fastboot-boot{wait-device-boardid; enter-fastboot-action; wait-device-boardid; fastboot-reboot; connect-adb; adb-overlay-unpack}',
    );
  });

  it('leaves adb to the container where there is one', async () => {
    const boot = { method: 'fastboot', commands: ['oem unlock'], docker: { image: 'adb' } };
    const [plan] = await planOf([{ boot }], { device: { boot: { fastboot: [] } } });
    expect(plan).toBe('fastboot-boot{fastboot-boot-commands; wait-device-boardid; enter-fastboot-action}');
  });

  it('does what the device’s sequence says, and logs in', async () => {
    const [plan] = await planOf([{ boot: { method: 'fastboot', prompts: ['#'], failure_retry: 2 } }, TEST], {
      device: {
        commands: { hard_reset: 'x' },
        boot: { fastboot: ['no-flash-boot', 'auto-login', 'overlay-unpack', 'shell-session', 'export-env'] },
      },
    });
    expect(plan).toBe(
      'fastboot-boot*2{connect-device; reset-device; wait-device-boardid; boot-fastboot; wait-device-boardid; auto-login-action*2; ' +
        'wait-device-boardid; overlay-unpack; wait-device-boardid; expect-shell-connection; wait-device-boardid; export-device-env; ' +
        'pre-os-command; auto-login-action*2; expect-shell-connection; export-device-env}',
    );
  });

  it('names a word of the sequence that it does not know', async () => {
    const planned = planOf([{ boot: { method: 'fastboot' } }], { device: { boot: { fastboot: ['rebot'] } } });
    await expect(planned).rejects.toMatchObject({
      code: 'device-invalid',
      message: expect.stringContaining('reboot'),
    });
  });
});
