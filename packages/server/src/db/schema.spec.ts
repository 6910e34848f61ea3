// SPDX-License-Identifier: Apache-2.0
import { IDENTITY_PROVIDERS } from '@lava/protocol/api/auth.ts';
import { JOB_HEALTHS, JOB_STATES } from '@lava/protocol/api/jobs.ts';
import { DEVICE_HEALTHS, DEVICE_STATES, WORKER_HEALTHS, WORKER_STATES } from '@lava/protocol/api/lab.ts';
import { LEASE_STATES, POWERS } from '@lava/protocol/api/leases.ts';
import { Verdict } from '@lava/protocol/record/verdict.ts';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import type { Database } from './database.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});

async function rows<T>(text: string): Promise<T[]> {
  return (await db.run((q) => sql.raw<T>(text).execute(q))).rows;
}

describe('the schema', () => {
  it.each([
    ['jobs', 'state', JOB_STATES],
    ['jobs', 'health', JOB_HEALTHS],
    ['holds', 'state', DEVICE_STATES.filter((state) => state !== 'idle')],
    ['devices', 'health', DEVICE_HEALTHS],
    ['devices', 'health_before', DEVICE_HEALTHS.filter((health) => health !== 'retired')],
    ['workers', 'state', WORKER_STATES],
    ['workers', 'health', WORKER_HEALTHS],
    ['identities', 'provider', IDENTITY_PROVIDERS],
    ['leases', 'state', LEASE_STATES],
    ['leases', 'power', POWERS],
    ['results', 'result', Verdict.options],
  ])('lets %s.%s have what the protocol lists, and nothing else', async (table, column, listed) => {
    const found = await rows<{ check: string }>(`select pg_get_constraintdef(oid) as check from pg_constraint
      where conrelid = '${table}'::regclass and contype = 'c' and conkey = array[(select attnum from pg_attribute
        where attrelid = conrelid and attname = '${column}')]`);
    const values = found.flatMap(({ check }) =>
      [...check.matchAll(/'([^']+)'::text/g)].map(([, word]) => word),
    );
    expect(values.toSorted()).toEqual([...listed].toSorted());
  });

  it('has an index for each foreign key, so that nothing that is deleted is searched for', async () => {
    const bare = await rows<{
      key: string;
    }>(`select c.conrelid::regclass || ' ' || c.conname as key from pg_constraint c
      where c.contype = 'f' and c.conparentid = 0 and not exists (select from pg_index i
        where i.indrelid = c.conrelid and (string_to_array(i.indkey::text, ' ')::int2[])[1 : cardinality(c.conkey)] = c.conkey)`);
    expect(bare).toEqual([]);
  });

  it('makes partitions before they are needed, and takes what fits none of them', async () => {
    const tables = await rows<{ name: string }>(
      `select relname as name from pg_class where relispartition and relkind = 'r' order by 1`,
    );
    const names = tables.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['results_0', 'results_1', 'suites_1', 'log_chunks_1']));
    expect(names.filter((name) => /^audit_log_\d{6}$/.test(name))).toHaveLength(3);
    await rows(`insert into audit_log (time, actor, object_kind, object, action)
      values ('2001-01-01', 'ann', 'job', '1', 'cancel')`);
    expect(await rows('select actor from audit_log_rest')).toEqual([{ actor: 'ann' }]);
    await rows('select make_partitions()');
  });
});
