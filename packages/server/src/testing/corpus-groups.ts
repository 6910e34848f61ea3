// SPDX-License-Identifier: Apache-2.0
import type { Seed } from './corpus-seed.ts';

type Sql = (text: string, values?: unknown[]) => Promise<unknown>;

/** The groups of MultiNode jobs of the seed, whose jobs are there. */
export async function enterGroups(sql: Sql, seed: Seed): Promise<void> {
  for (const [target, members] of Map.groupBy(seed.jobs, (job) => job.target_group)) {
    if (target === undefined) continue;
    await sql('insert into multinode_groups (target_group, first_job, size) values ($1, $2, $3)', [
      ...[target, Math.min(...members.map(({ id }) => id)), members.length],
    ]);
    for (const { id, sub_id, role } of members)
      await sql(
        `insert into multinode_jobs (job_id, group_id, sub_id, role)
         values ($1, (select id from multinode_groups where target_group = $2), $3, $4)`,
        [id, target, Number(sub_id?.split('.')[1]), role],
      );
  }
}
