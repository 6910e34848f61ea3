// SPDX-License-Identifier: Apache-2.0
import type { StepSpec } from '../engine/step.ts';
import type { Target } from '../engine/target.ts';
import { readFeedback } from './feedback.ts';
import { powerOff } from './power.ts';

/** Last step of every job: power off, read what other consoles still say. */
export function finalize(targets: ReadonlyMap<string, Target>): StepSpec {
  return { name: 'finalize', children: [powerOff(), readFeedback(targets)] };
}
