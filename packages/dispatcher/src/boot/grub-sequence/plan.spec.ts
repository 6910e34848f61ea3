// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { planOf } from '../../testing/plan-of.ts';

const BOOT = { method: 'grub', commands: 'installed' };

describe('plan of boot grub with a sequence', () => {
  it('does what the sequence says, then logs in', async () => {
    const device = {
      boot: { grub: { sequence: ['wait-fastboot-interrupt', 'auto-login', 'shell-session', 'export-env'] } },
    };
    expect(await planOf([{ boot: { ...BOOT, prompts: ['#'] } }], { device })).toEqual([
      'grub-sequence-action{wait-fastboot-interrupt; auto-login-action; expect-shell-connection; export-device-env; auto-login-action}',
    ]);
  });

  it('is for devices without grub-efi', async () => {
    const device = { boot: { grub: { sequence: [] }, 'grub-efi': null } };
    await expect(planOf([{ boot: BOOT }], { device })).rejects.toMatchObject({ code: 'method-none' });
  });
});
