// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { PlanContext } from '../engine/method.ts';
import { type StepSpec, step } from '../engine/step.ts';

/** Runs a command of the device's configuration on the worker. */
export function userCommand({ block }: PlanContext): StepSpec {
  const { name } = block;
  return step(
    'user-command',
    async (run) => (await import('../board/commands.ts')).runUserCommand(run, String(name)),
    {
      timeoutCode: 'step-timeout',
      async validate(run) {
        if (typeof name !== 'string') throw new LavaError('job-invalid', 'a command block has a `name`');
        (await import('../board/commands.ts')).requireUserCommand(run, name);
      },
    },
  );
}
