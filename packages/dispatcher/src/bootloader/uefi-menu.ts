// SPDX-License-Identifier: Apache-2.0
import { neededConsole } from '../board/connection-key.ts';
import type { PlanContext } from '../engine/method.ts';
import { type StepSpec, unwritten } from '../engine/step.ts';

/** Stops the firmware before it boots by itself, and brings up its menu. */
export function uefiMenuInterrupt(context: PlanContext): StepSpec {
  neededConsole(context);
  return unwritten('uefi-menu-interrupt', { timeoutCode: 'step-timeout' });
}
