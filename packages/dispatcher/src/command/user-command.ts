// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';

/** Runs a command of the device's configuration on the worker. */
export function userCommand(_context: PlanContext): StepSpec {
  return { name: 'user-command', timeoutCode: 'step-timeout' };
}
