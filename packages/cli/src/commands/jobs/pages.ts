// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import type { JobList, JobQuery, JobSummary } from '@lava/protocol/api/jobs.ts';

/** Most jobs that the server gives at a time. */
const PAGE = 200;

/** Jobs from the newest on, as many as are wanted, in as many requests as that takes. @param limit 0 for all */
export async function readJobs(client: Client, query: Partial<JobQuery>, limit: number): Promise<JobList> {
  const items: JobSummary[] = [];
  let next: JobList['next'] = null;
  let { before } = query;
  do {
    const wanted = limit === 0 ? PAGE : Math.min(PAGE, limit - items.length);
    const page: JobList = await client.jobs.list({ ...query, before, limit: wanted });
    items.push(...page.items);
    next = page.next;
    before = next === null ? undefined : Number(next);
  } while (next !== null && (limit === 0 || items.length < limit));
  return { items, next };
}
