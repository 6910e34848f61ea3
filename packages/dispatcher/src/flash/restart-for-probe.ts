// SPDX-License-Identifier: Apache-2.0
import { hasHardReset, resetDevice } from '../board/reset.ts';
import { waitFor } from '../board/udev.ts';
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';

/** Restarts a board and waits for its debug probe, where the lab can cut the power. */
export function restartForProbe(context: PlanContext): StepSpec[] {
  return hasHardReset(context.board) ? [resetDevice(context), waitFor('device-boardid')] : [];
}
