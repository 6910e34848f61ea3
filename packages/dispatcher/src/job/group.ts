// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/job/job.ts';
import { seconds, Timeout } from '@lava/protocol/job/timeout.ts';
import { at } from './read.ts';

/** How long one call to the other jobs of the group may take, milliseconds; undefined where the job does not say. */
export function callLimit(job: Job): number | undefined {
  const parsed = Timeout.safeParse(at(job, 'protocols', 'lava-multinode', 'timeout'));
  return parsed.success ? seconds(parsed.data) * 1_000 : undefined;
}
