// SPDX-License-Identifier: Apache-2.0
import { MISSED } from '@lava/protocol/record/missed.ts';
import type { JobRun } from './job-run.ts';
import type { Step } from './step.ts';

/** At the end of a job: cases that steps were expected to report which never began. Nobody knows what of them would have become. */
export function reportUnreached(job: Pick<JobRun, 'begun' | 'log'>, steps: readonly Step[]): void {
  for (const { spec, namespace, level, children } of steps) {
    const suites = job.begun.has(spec) ? [] : (spec.expects?.() ?? []);
    for (const { suite, cases } of suites)
      for (const name of cases)
        job.log.result({
          ...{ definition: suite, case: name, result: 'fail', namespace, level },
          extra: MISSED,
        });
    reportUnreached(job, children);
  }
}
