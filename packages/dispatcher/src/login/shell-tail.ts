// SPDX-License-Identifier: Apache-2.0
import { neededConsole } from '../board/connection-key.ts';
import type { Match } from '../console/console.ts';
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import { retry, type StepSpec, step } from '../engine/step.ts';
import { expectShell, exportDeviceEnv, overlayUnpackIfAsked } from './shell-steps.ts';

/** Log in, get a shell prompt, fetch the overlay, set the environment: end of most boot methods. */
export function shellTail(context: PlanContext): StepSpec[] {
  if (!('prompts' in context.block)) return [];
  return [autoLogin(context), ...shellIfNeeded(context)];
}

/** The same after the login, where some test of the namespace needs a shell. */
export function shellIfNeeded(context: PlanContext): StepSpec[] {
  if (!context.target.needsShell) return [];
  return [expectShell(context), ...overlayUnpackIfAsked(context), exportDeviceEnv(context)];
}

/** Waits for the kernel and logs in, where the block has prompts. */
export function loginIfAsked(context: PlanContext): StepSpec[] {
  return 'prompts' in context.block ? [autoLogin(context)] : [];
}

/** Waits for the kernel, then for a prompt, and logs in where one is asked to. */
export function autoLogin(context: PlanContext): StepSpec {
  const console = neededConsole(context);
  const reached = new Slot<Match>('prompt that came before the kernel');
  const login = step(
    'login-action',
    async (run) => (await import('./login.ts')).login(run, context, console, reached),
    { timeoutCode: 'login-failed' },
  );
  return retry('auto-login-action', [login], {
    async run(run) {
      const { awaitKernel } = await import('./login.ts');
      await awaitKernel(run, context, console, reached);
      await run.children();
    },
  });
}
