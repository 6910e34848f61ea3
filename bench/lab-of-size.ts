// SPDX-License-Identifier: Apache-2.0
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '@lava/kit/log/logger.ts';
import { Database } from '@lava/server/db/database.ts';
import { migrate } from '@lava/server/db/migrate.ts';
import { EmbeddedPostgres } from '@lava/server/postgres/embedded.ts';
import pg from 'pg';

export interface SizedLab {
  db: Database;
  url: string;
  /** Of the server, for processes that belong to it. */
  stateDir: string;
  /** For statements that only a bench needs. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface LabSize {
  devices: number;
  types: number;
  workers: number;
  queued: number;
  /** Finished jobs, older than those that wait. */
  finished?: number;
}

/** A lab of this size in a PostgreSQL of its own with fsync, on a disk; each type has plain devices and such with tags. */
export async function labOfSize(size: LabSize): Promise<SizedLab> {
  // Not below /tmp: it may be memory, and this must write to a disk.
  const directory = mkdtempSync(join('/var/tmp', 'lava-bench-'));
  chmodSync(directory, 0o711);
  const log = createLogger('bench', { level: 'warn', format: 'text' });
  const postgres = await EmbeddedPostgres.start(join(directory, 'server'), log);
  await migrate(postgres.url);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const sql = async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows;
  await fill(sql, { finished: 0, ...size });
  const db = new Database({ url: postgres.url });
  await db.changes.start();
  return {
    db,
    url: postgres.url,
    stateDir: join(directory, 'server'),
    sql,
    async close() {
      await db.close();
      await client.end();
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function fill(sql: SizedLab['sql'], size: Required<LabSize>): Promise<void> {
  const { devices, types, workers, queued, finished } = size;
  await sql(`insert into users (username, admin) values ('ann', false), ('bob', false), ('root', true)`);
  await sql(`insert into device_types (name) select 'type-' || n from generate_series(0, $1 - 1) n`, [types]);
  await sql(
    `insert into workers (name, state, last_seen) select 'worker-' || n, 'online', now() from generate_series(0, $1 - 1) n`,
    [workers],
  );
  await sql(
    `insert into devices (name, device_type, worker, health)
     select 'device-' || n, 'type-' || n % $2, 'worker-' || n % $3, 'good' from generate_series(0, $1 - 1) n`,
    [devices, types, workers],
  );
  await sql(`insert into tags (name) values ('usb'), ('can')`);
  await sql(
    `insert into device_tags select 'device-' || n, tag from generate_series(0, $1 - 1) n, (values ('usb'), ('can')) t (tag)
     where n / $2 % 3 = case tag when 'usb' then 1 else 2 end`,
    [devices, types],
  );
  await sql(
    `insert into demands (device_type, tags) select 'type-' || n, tags
     from generate_series(0, $1 - 1) n, (values ('{}'::text[]), ('{usb}'), ('{can}'), ('{can,usb}')) t (tags)`,
    [types],
  );
  await sql(
    `insert into job_definitions select sha256(convert_to(n::text, 'utf8')), 'job_name: ' || n from generate_series(0, 999) n`,
  );
  // References are right by construction, and no process listens yet.
  await sql('set session_replication_role = replica');
  await sql(
    `insert into jobs (submitter, visibility, device_type, demand_id, priority, submit_time, state, health, end_time, run_id)
     select 1 + n % 2, case n % 50 when 0 then 'personal' else 'public' end, m.device_type, m.id, n % 101, t,
       case when n < $1 then 'finished' else 'submitted' end,
       case when n >= $1 then 'unknown' when n % 10 = 0 then 'incomplete' else 'complete' end,
       case when n < $1 then t end, case when n < $1 then n + 1 end
     from generate_series(0, $1::int + $2 - 1) n join demands m on m.id = 1 + n % (4 * $3),
       lateral (select now() - ($1::int + $2 - n) * interval '1 second' as t) times order by n`,
    [finished, queued, types],
  );
  await sql(
    `insert into job_requests (job_id, submission, description, definition, original_definition)
     select id, gen_random_uuid(), 'boot test ' || id, sha256(convert_to((id % 1000)::text, 'utf8')),
       sha256(convert_to((id % 1000)::text, 'utf8')) from jobs`,
  );
  await sql(
    `insert into runs (id, job_id, device, worker, schedule_time, start_time, end_time) overriding system value
     select id, id, 'device-' || id % $1, 'worker-' || id % $2, submit_time, submit_time, end_time from jobs
     where state = 'finished'`,
    [devices, workers],
  );
  await sql(`select setval('runs_id_seq', greatest(1, $1::int))`, [finished]);
  await sql('set session_replication_role = default');
  await sql('select make_partitions()');
  await sql('vacuum analyze');
}
