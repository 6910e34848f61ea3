// SPDX-License-Identifier: Apache-2.0
import { ResultQuery } from '@lava/protocol/api/jobs.ts';
import { MAX_PAGE } from '@lava/protocol/api/list.ts';
import { encodeRecord } from '@lava/protocol/record/record.ts';
import type { Database } from '../../db/database.ts';
import { results, suites } from '../../jobs/jobs.ts';
import type { JobLogs } from '../../logs/job-logs.ts';
import { yamlLog } from '../../logs/yaml-log.ts';
import { casesAsYaml } from '../../results/cases.ts';
import type { Actor } from '../../rights/permissions.ts';
import type { LongParts } from './payload.ts';

/** Who reads for receivers: all of one job, which its submitter has them told. */
const READER: Actor = { id: 0, username: '<notifier>', admin: true, groups: [] };

/** Of the log that is sent, characters; what is beyond stays here. */
const MOST_LOG = 64 * 1024 * 1024;

/** @param records of the log, so that it is the same each time it is read */
export function longParts(
  { db, logs }: { db: Database; logs: JobLogs },
  job: number,
  records: number,
  dataset: 'minimal' | 'logs' | 'results' | 'all',
): LongParts {
  return {
    ...((dataset === 'logs' || dataset === 'all') && { log: () => log() }),
    ...((dataset === 'results' || dataset === 'all') && { results: () => bySuite() }),
  };

  async function* log(): AsyncGenerator<string> {
    let size = 0;
    for await (const text of yamlLog(logs.stream(job, 0, records, 'public'))) {
      size += text.length;
      if (size > MOST_LOG) {
        const msg = `the log is longer; all of it is on the server, as log of job ${job}`;
        yield `- ${encodeRecord({ dt: new Date(0).toISOString(), lvl: 'warning', msg })}\n`;
        return;
      }
      yield text;
    }
  }

  async function* bySuite() {
    for (const { name } of (await suites(db, READER, job)).items) yield { suite: name, yaml: cases(name) };
  }

  async function* cases(suite: string): AsyncGenerator<string> {
    const query = ResultQuery.parse({ limit: MAX_PAGE });
    for (let after: string | undefined; ; ) {
      // Not through the schema, which takes commas in a name for several names.
      const page = await results(db, READER, job, { ...query, suite: [suite], after });
      if (page.items.length > 0) yield await casesAsYaml(job, page.items);
      if (page.next === null) return;
      after = page.next;
    }
  }
}
