// SPDX-License-Identifier: Apache-2.0
import { CONNECTION } from '../board/connection-key.ts';
import { readFeedback } from '../board/feedback.ts';
import { powerOff } from '../board/power.ts';
import { type StepSpec, step } from '../engine/step.ts';
import type { Target } from '../engine/target.ts';

/** Last step of every job: power off, read what other consoles still say, close all consoles. */
export function finalize(targets: ReadonlyMap<string, Target>): StepSpec {
  return step(
    'finalize',
    async (run) => {
      try {
        await run.children();
      } finally {
        await Promise.all([...targets.values()].map((target) => target.find(CONNECTION)?.peek()?.close()));
      }
    },
    { children: [powerOff(), readFeedback()] },
  );
}
