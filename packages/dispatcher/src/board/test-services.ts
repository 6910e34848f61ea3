// SPDX-License-Identifier: Apache-2.0
import type { Progress } from '@lava/kit/progress.ts';
import type { JobRun } from '../engine/job-run.ts';

type Stop = (progress: Progress) => Promise<void>;

/** Services of running jobs, by the name of their project. */
const running = new WeakMap<JobRun, Map<string, Stop>>();

/** The services that a job has started, and how each is stopped. */
export function testServices(job: JobRun): Map<string, Stop> {
  const there = running.get(job);
  if (there) return there;
  const made = new Map<string, Stop>();
  running.set(job, made);
  return made;
}
