// SPDX-License-Identifier: Apache-2.0
import { Consoles } from '../console/consoles.ts';
import type { JobRun } from '../engine/job-run.ts';

const known = new WeakMap<JobRun, Consoles>();

/** The consoles of a running job. */
export function consolesOf(job: JobRun): Consoles {
  const there = known.get(job);
  if (there) return there;
  const made = new Consoles(job.log, job.host.live);
  known.set(job, made);
  return made;
}
