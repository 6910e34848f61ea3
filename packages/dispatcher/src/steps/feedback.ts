// SPDX-License-Identifier: Apache-2.0
import type { StepSpec } from '../engine/step.ts';
import type { Target } from '../engine/target.ts';

/** Logs what the connections of other namespaces have said meanwhile. */
export function readFeedback(_targets: ReadonlyMap<string, Target>): StepSpec {
  return { name: 'read-feedback' };
}
