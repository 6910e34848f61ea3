// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { type StepSpec, step } from '../engine/step.ts';

/**
 * Runs lines that the device's configuration has for the worker.
 * @param where what of the device they are, for messages
 * @param optional the device may have none: then nothing is run
 */
export function labCommands(
  name: string,
  where: string,
  lines: readonly string[],
  { optional = false } = {},
): StepSpec {
  return step(
    name,
    async (run) => {
      await (await import('./commands.ts')).runLabLines(run, where, lines);
      run.result({ success: name });
    },
    {
      validate: async () => {
        if (lines.length === 0 && !optional)
          throw new LavaError('device-invalid', `the device has no ${where}, which the job needs`);
      },
    },
  );
}
