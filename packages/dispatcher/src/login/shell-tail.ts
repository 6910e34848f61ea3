// SPDX-License-Identifier: Apache-2.0
import type { Match } from '../console/console.ts';
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import type { StepSpec } from '../engine/step.ts';
import { expectShell, exportDeviceEnv, overlayUnpack } from './shell-steps.ts';

/** Log in, get a shell prompt, fetch the overlay, set the environment: end of most boot methods. */
export function shellTail(context: PlanContext): StepSpec[] {
  const { block, target } = context;
  if (!('prompts' in block)) return [];
  return [
    autoLogin(context),
    ...(target.needsShell
      ? [
          expectShell(context),
          ...('transfer_overlay' in block ? [overlayUnpack(context)] : []),
          exportDeviceEnv(context),
        ]
      : []),
  ];
}

/** Waits for the kernel, then for a prompt, and logs in where one is asked to. */
export function autoLogin(context: PlanContext): StepSpec {
  const reached = new Slot<Match>('prompt that came before the kernel');
  return {
    name: 'auto-login-action',
    retry: true,
    async run(run) {
      const { awaitKernel } = await import('./login.ts');
      await awaitKernel(run, context, reached);
      await run.children();
    },
    children: [
      {
        name: 'login-action',
        timeoutCode: 'login-failed',
        async run(run) {
          const { login } = await import('./login.ts');
          await login(run, context, reached);
        },
      },
    ],
  };
}
