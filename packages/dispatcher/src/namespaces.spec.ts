// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { planOf } from './testing/plan-of.ts';

const device = { deploy: { overlay: null, tftp: null }, boot: { minimal: null } };
const kernel = { url: 'http://host/file' };
const DEFINITION = { from: 'inline', name: 'a', path: 'a', repository: {} };

describe('namespaces', () => {
  it('know what their own tests need, and no others', async () => {
    const plan = await planOf(
      [
        { deploy: { namespace: 'a', to: 'tftp', kernel } },
        { deploy: { namespace: 'b', to: 'tftp', kernel } },
        { boot: { namespace: 'b', method: 'minimal', prompts: ['#'] } },
        { test: { namespace: 'b', definitions: [DEFINITION] } },
      ],
      { device },
    );
    expect(plan[0]).not.toContain('lava-overlay');
    expect(plan[1]).toContain('lava-overlay');
    expect(plan[2]).toBe(
      'minimal-boot{connect-device; reset-device; auto-login-action; expect-shell-connection; export-device-env}',
    );
  });

  it('serve tests that use their console from another one', async () => {
    const [deploy] = await planOf(
      [
        { deploy: { namespace: 'a', to: 'tftp', kernel } },
        { test: { namespace: 'b', 'connection-namespace': 'a', definitions: [DEFINITION] } },
      ],
      { device },
    );
    expect(deploy).toContain('lava-overlay');
  });
});

describe('attempts', () => {
  const BOOT = { boot: { method: 'minimal', prompts: ['#'] } };

  it.each([
    [{ context: { boot_retry: 3 } }, {}, 'minimal-boot*3{connect-device; reset-device; auto-login-action*3}'],
    [
      { context: { failure_retry: 2 } },
      {},
      'minimal-boot*2{connect-device; reset-device; auto-login-action*2}',
    ],
    [{}, { failure_retry: 4 }, 'minimal-boot*4{connect-device; reset-device; auto-login-action*4}'],
    [{}, { repeat: 5 }, 'minimal-boot*5{connect-device; reset-device; auto-login-action*5}'],
  ])('of a job with %j and a block with %j', async (job, keys, plan) => {
    expect(await planOf([{ boot: { ...BOOT.boot, ...keys } }], { job, device })).toEqual([plan]);
  });

  it('may not be given by both keys', async () => {
    const planned = planOf([{ boot: { ...BOOT.boot, repeat: 2, failure_retry: 2 } }], { device });
    await expect(planned).rejects.toMatchObject({ code: 'job-invalid' });
  });
});
