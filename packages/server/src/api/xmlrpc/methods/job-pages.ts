// SPDX-License-Identifier: Apache-2.0
import type { JobQuery } from '@lava/protocol/api/jobs.ts';
import { jobRows } from '../../../jobs/jobs.ts';
import type { NamedJob } from '../../../jobs/view.ts';
import type { Caller } from '../method.ts';
import { Fault } from '../value.ts';

const PAGE = 200;
/** Jobs that one call may look through; in REST, a page begins where the last one ended. */
const MOST = 10_000;

/**
 * Clients count from the start of a list, which the server does not.
 * @throws Fault when that would be too much to look through
 */
export async function jobsFrom(
  { db, actor }: Caller,
  query: JobQuery,
  start: number,
  limit: number,
  wanted: (job: NamedJob) => boolean = () => true,
): Promise<NamedJob[]> {
  const found: NamedJob[] = [];
  let after: string | undefined;
  for (let seen = 0; found.length < start + limit; seen += PAGE) {
    if (seen >= MOST)
      throw new Fault(
        400,
        `this looks through ${MOST} jobs at most: narrow it, or use REST, whose pages have no end`,
      );
    const page = await jobRows(db, actor, {
      ...query,
      limit: Math.min(PAGE, Math.max(1, start + limit)),
      after,
    });
    found.push(...page.items.filter(wanted));
    if (page.next === null) break;
    after = page.next;
  }
  return found.slice(start, start + limit);
}
