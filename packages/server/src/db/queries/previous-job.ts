// SPDX-License-Identifier: Apache-2.0
import type { JobHealth } from '@lava/protocol/api/jobs.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';
import type { NotifyingJob } from './notices.ts';

/** Jobs of the submitter that are looked at for one of the same name. */
const LOOKED_AT = 2_000;

export interface PreviousJob {
  id: number;
  health: JobHealth;
}

/** The submitter's last job of this name and device type that came to an end by itself. */
export async function previousOfName(
  q: Queries,
  { id, submitter, description, device_type }: NotifyingJob,
): Promise<PreviousJob | undefined> {
  const { rows } = await sql<PreviousJob>`
    select j.id, j.health from (select id, health, device_type from jobs
        where submitter = ${submitter} and (-id) > -(${id}::bigint) order by (-id) limit ${LOOKED_AT}) j
      join job_requests a on a.job_id = j.id
    where j.health in ('complete', 'incomplete') and a.description = ${description}
      and j.device_type is not distinct from ${device_type}
    order by j.id desc limit 1`.execute(q);
  return rows[0];
}
