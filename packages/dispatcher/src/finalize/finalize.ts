// SPDX-License-Identifier: Apache-2.0
import { readFeedback } from '../board/feedback.ts';
import { powerOff } from '../board/power.ts';
import { type StepSpec, step } from '../engine/step.ts';

/** Last step of every job: power off, read what other consoles still say, close all consoles. */
export function finalize(): StepSpec {
  return step(
    'finalize',
    async (run) => {
      try {
        await run.children();
      } finally {
        const { consolesOf } = await import('../board/consoles.ts');
        await consolesOf(run.job).closeAll();
      }
    },
    { children: [powerOff(), readFeedback()] },
  );
}
