// SPDX-License-Identifier: Apache-2.0
import { powerOff } from '../board/power.ts';
import type { PlanContext } from '../engine/method.ts';
import { type StepSpec, unwritten } from '../engine/step.ts';
import { shellTail } from './shell-tail.ts';

/** Log in where the block has prompts; else wait for the end of an installer where the block says how it ends. */
export function shellOrInstaller(context: PlanContext): StepSpec[] {
  if ('prompts' in context.block) return shellTail(context);
  return 'boot_finished' in context.block ? [unwritten('installer-wait'), powerOff()] : [];
}
