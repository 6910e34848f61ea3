// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { seconds, type Timeout } from '@lava/protocol/job/timeout.ts';
import type { PlanContext } from '../engine/method.ts';
import { type StepSpec, step } from '../engine/step.ts';
import { HoldBlock } from './schema.ts';

/** Keeps the board for a person. */
export function hold({ block, board, job }: PlanContext): StepSpec {
  const { for: asked = job.timeouts.job, idle } = HoldBlock.parse(block);
  return step(
    'hold',
    async (run) => {
      const { holdBoard } = await import('./hold-board.ts');
      const why = await holdBoard(run, board, { seconds: seconds(asked), idle: idle && seconds(idle) });
      if (why === undefined)
        throw new LavaError('device-invalid', 'there is no console of the device to hold', {
          hint: 'give the device a connection, or boot it before the hold',
        });
      run.result({ ended: why });
    },
    // What ends it is never a failure, unless it is the end of the job.
    { block: { timeout: job.timeouts.job } },
  );
}

/** The server counts from a little later on, and its word counts: seconds. */
const LATER = 60;

/** The same after another block has failed: only where there is a board to look at, and never the reason why a job ends. */
export function holdAfterFailure({ board }: Pick<PlanContext, 'board'>, asked: Timeout): StepSpec {
  return step(
    'hold',
    async (run) => {
      const { holdBoard } = await import('./hold-board.ts');
      const limits = { seconds: seconds(asked), idle: undefined, failed: true } as const;
      const why = await holdBoard(run, board, limits);
      if (why === undefined) run.log.info('There is no console of the device left, so nothing is held');
      else run.result({ ended: why });
    },
    { block: { timeout: { seconds: seconds(asked) + LATER } } },
  );
}
