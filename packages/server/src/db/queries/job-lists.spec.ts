// SPDX-License-Identifier: Apache-2.0
import { JobCountsQuery, JobQuery } from '@lava/protocol/api/jobs.ts';
import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../rights/permissions.ts';
import { atEnd } from '../../testing/at-end.ts';
import { testDatabase } from '../../testing/database.ts';
import { mostRows } from '../../testing/most-rows.ts';
import { shortStatements } from '../connection.ts';
import type { Tables } from '../tables.ts';
import { countJobs, listJobs } from './job-lists.ts';

const FINISHED = 20_000;
const QUEUED = 4_000;
/** Rows that one step of a plan may touch for one page, or one set of counts. */
const MOST = 1_500;

let q: Kysely<Tables>;
let asked: CompiledQuery[];
const someone: Actor = { id: 0, username: 'x', admin: false, groups: [] };

beforeAll(async () => {
  const db = await testDatabase();
  const settings = shortStatements(db.url, 'test');
  // What fits of a small table is cheaper to gather and sort; of a large one it is not.
  const options = `${settings.options} -c random_page_cost=1 -c enable_bitmapscan=off`;
  const pool = new pg.Pool({ ...settings, options, max: 1 });
  q = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void asked?.push(query),
  });
  atEnd(() => q.destroy());
  // All finished jobs are bob's and complete, all that wait are ann's; one in a hundred is of another type.
  for (const statement of [
    sql`set statement_timeout = '60s'`,
    sql`insert into users (username) values ('ann'), ('bob'), ('eve')`,
    sql`insert into device_types (name) values ('common'), ('rare'), ('unused')`,
    sql`insert into devices (name, device_type) select 'board-' || n, 'common' from generate_series(0, 999) n`,
    sql`insert into demands (device_type) values ('common'), ('rare')`,
    sql`insert into job_definitions values ('\\x00', 'x')`,
    sql`set session_replication_role = replica`,
    sql`insert into jobs (submitter, visibility, device_type, demand_id, state, health, submit_time, end_time, run_id)
      select u.id, 'public', m.device_type, m.id, case when n < ${FINISHED} then 'finished' else 'submitted' end,
        case when n < ${FINISHED} then 'complete' else 'unknown' end, t, case when n < ${FINISHED} then t end,
        case when n < ${FINISHED} then n + 1 end
      from generate_series(0, ${FINISHED + QUEUED} - 1) n
      join demands m on m.device_type = case when n % 100 = 0 then 'rare' else 'common' end
      join users u on u.username = case when n < ${FINISHED} then 'bob' else 'ann' end,
      lateral (select now() - (${FINISHED + QUEUED} - n) * interval '1 second' as t) times order by n`,
    sql`insert into job_requests (job_id, submission, description, definition, original_definition)
      select id, gen_random_uuid(), 'x', '\\x00', '\\x00' from jobs`,
    sql`insert into runs (id, job_id, device, end_time) overriding system value
      select run_id, id, 'board-' || run_id % 1000, end_time from jobs where run_id is not null`,
    // Every run has the same cases of two suites; one in 1,000 failed, and one in 5,000 has a case that no other has.
    sql`insert into suites (run_id, id, name) select r.id, r.id * 2 + n, n || '_suite' from runs r, generate_series(0, 1) n`,
    sql`insert into results (run_id, record, suite_id, name, result)
      select r.id, n, r.id * 2 + n % 2, case when n = 4 and r.id % 5000 = 0 then 'rare' else 'case-' || n end,
        case when n = 3 and r.id % 1000 = 0 then 'fail' else 'pass' end
      from runs r, generate_series(0, 4) n order by 1, 2`,
    sql`set session_replication_role = default`,
    sql`reset statement_timeout`,
    sql`vacuum analyze`,
  ])
    await statement.execute(q);
});

const TABS = [
  '',
  'case=case-3',
  'suite=suite',
  'submitter=bob',
  'submitter=ann',
  'submitter=eve',
  'submitter=nobody',
  'device=board-7',
];

describe('with many jobs that do not fit', () => {
  it.each([
    '',
    'sort=id',
    'state=submitted',
    'state=finished',
    'state=running',
    'state=finished&health=complete',
    'health=incomplete',
    'health=canceled',
    'submitter=bob&state=submitted',
    'submitter=bob&health=incomplete',
    'submitter=ann&health=complete',
    'submitter=eve&health=complete',
    'deviceType=rare',
    'deviceType=unused',
    'device=board-7&health=complete',
    'before=10000&submitter=bob',
    'before=10000&state=finished',
    'notSubmitter=bob',
    'sort=queue',
    'sort=-endTime',
    'case=case-3',
    'case=case-3&result=pass',
    'case=case-3&result=pass,fail',
    'case=case-3&result=fail',
    'case=rare',
    'case=case-3&result=skip',
    'case=nothing',
    'case=nothing&suite=suite',
    'suite=suite',
    'suite=nothing',
    'result=fail',
    'result=unknown',
    'result=pass',
    'case=case-3&suite=1_suite',
    'errorCode=x',
    'errorKind=bug',
    ...TABS.slice(1),
  ])('the page ?%s reads little more than it shows', async (text) => {
    asked = [];
    await listJobs(q, someone, JobQuery.parse(parametersOf(text)));
    expect(await mostRows(q, asked)).toBeLessThan(MOST);
  });

  it.each(TABS)('the counts ?%s end at a limit, whatever there is', async (text) => {
    asked = [];
    await countJobs(q, someone, JobCountsQuery.parse(parametersOf(text)));
    expect(await mostRows(q, asked)).toBeLessThan(MOST);
  });

  it('pages follow each other without a gap in both directions', async () => {
    for (const sort of ['id', '-id'] as const) {
      const ids: number[] = [];
      let after: string | undefined;
      for (let page = 0; page < 3; page++) {
        const query = JobQuery.parse({ submitter: 'bob', sort, limit: 4, ...(after && { after }) });
        const { items, next } = await listJobs(q, someone, query);
        ids.push(...items.map(({ id }) => id));
        after = next ?? undefined;
      }
      const first = sort === 'id' ? 1 : FINISHED;
      expect(ids).toEqual(Array.from({ length: 12 }, (_, n) => (sort === 'id' ? first + n : first - n)));
    }
  });
});

const parametersOf = (text: string) => Object.fromEntries(new URLSearchParams(text));
