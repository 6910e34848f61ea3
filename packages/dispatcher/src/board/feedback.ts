// SPDX-License-Identifier: Apache-2.0
import { nothing } from '../engine/nothing.ts';
import type { StepSpec } from '../engine/step.ts';
import type { Target } from '../engine/target.ts';

/**
 * Logs what the connections of other namespaces have said meanwhile. Every console is read all the time, and what comes while
 * another one is worked with is logged as feedback at once: nothing is left to do here.
 */
export function readFeedback(_targets: ReadonlyMap<string, Target>): StepSpec {
  return { name: 'read-feedback', run: nothing };
}
