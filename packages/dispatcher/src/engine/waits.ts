// SPDX-License-Identifier: Apache-2.0
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Run } from './step.ts';

/**
 * A wait on the console for what comes by itself, e.g. the prompt of a system that boots. It is limited where the job says so
 * for this step (`timeouts.connections`, `connection_timeout`), and by the time of the step in any case.
 */
export function waitTime(run: Run): Progress {
  return limited(run, run.step.waitLimit);
}

/** A wait for the answer to what was typed. Limited by every connection timeout of job and device. */
export function answerTime(run: Run): Progress {
  return limited(run, run.step.answerLimit);
}

function limited({ progress, step }: Run, seconds: number | undefined): Progress {
  if (seconds === undefined) return progress.child();
  return progress.child(
    seconds * 1000,
    () =>
      new LavaError(
        step.spec.timeoutCode ?? 'job-timeout',
        `${step.name}: nothing that it waits for came within ${seconds} seconds`,
        { hint: `give more time with timeouts.connections.${step.name} in the job` },
      ),
  );
}
