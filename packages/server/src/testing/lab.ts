// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { DeviceState } from '@lava/protocol/api/lab.ts';
import { type Insertable, sql } from 'kysely';
import type { Database, Queries } from '../db/database.ts';
import { insertJob, type NewJob } from '../db/queries/job-insert.ts';
import type { RunsTable } from '../db/run-tables.ts';
import type { DevicesTable, JobsTable, WorkersTable } from '../db/tables.ts';

/** Rows for tests, entered directly: only what a test names differs from a lab where everything works. */
export function testLab(db: Database) {
  return {
    user: async (username = 'ann', admin = false): Promise<number> =>
      (
        await db.run((q) =>
          q.insertInto('users').values({ username, admin }).returning('id').executeTakeFirstOrThrow(),
        )
      ).id,
    deviceType: async (name = 'qemu'): Promise<void> => {
      await db.run((q) => q.insertInto('device_types').values({ name }).execute());
    },
    worker: async (name = 'lab-1', set: Partial<Insertable<WorkersTable>> = {}): Promise<void> => {
      const values = { name, state: 'online' as const, last_seen: new Date(), ...set };
      await db.run((q) => q.insertInto('workers').values(values).execute());
    },
    device: async (
      name = 'qemu-1',
      set: Partial<Insertable<DevicesTable>> = {},
      tags: string[] = [],
    ): Promise<void> => {
      const values = { name, device_type: 'qemu', worker: 'lab-1', health: 'good' as const, ...set };
      await db.transaction(async (q) => {
        await q.insertInto('devices').values(values).execute();
        for (const tag of tags) {
          await q
            .insertInto('tags')
            .values({ name: tag })
            .onConflict((c) => c.doNothing())
            .execute();
          await q.insertInto('device_tags').values({ device: name, tag }).execute();
        }
      });
    },
    job: async (set: Partial<TestJob> = {}): Promise<number> => {
      const definition = 'job_name: test\n';
      const { runSet, jobSet, newSet } = split(set);
      const values: NewJob = {
        submission: randomUUID(),
        description: 'test',
        submitter: 1,
        visibility: 'public',
        device_type: 'qemu',
        queue_timeout: null,
        definition,
        original_definition: definition,
        ...newSet,
      };
      return db.transaction(async (q) => {
        const id = await insertJob(q, values);
        const { state = 'submitted', health = 'unknown', end_time = null } = jobSet;
        const ran = Object.keys(runSet).length > 0;
        const waits = state === 'submitted' || state === 'finished';
        const run = waits && !ran ? null : await insertRun(q, id, { ...runSet, end_time });
        if (run !== null && !waits) {
          const { device } = run;
          const running = runSet.start_time ? 'running' : 'reserved';
          await q.insertInto('holds').values({ device, run_id: run.id, state: running }).execute();
        }
        if (run !== null || Object.keys(jobSet).length > 0) {
          await q
            .updateTable('jobs')
            .set({ ...jobSet, state, health, end_time, run_id: run?.id ?? null })
            .where('id', '=', id)
            .execute();
        }
        return id;
      });
    },
    /** A job that its worker is asked to start, on its device. */
    scheduledJob: (set: Partial<TestJob> = {}): Promise<number> =>
      testLab(db).job({ state: 'scheduled', ...set }),
    /** With its newest run, and its definition's text. */
    jobRow: async (id: number) => {
      const { run, ...row } = await db.run(async (q) => {
        const job = await q
          .selectFrom('jobs as j')
          .innerJoin('job_requests as a', 'a.job_id', 'j.id')
          .innerJoin('job_definitions as d', 'd.hash', 'a.definition')
          .innerJoin('demands as m', 'm.id', 'j.demand_id')
          .selectAll('j')
          .select([
            'a.description',
            'a.metadata',
            'a.resubmitted_from',
            'd.text',
            'm.requested_device',
            'm.tags',
          ])
          .where('j.id', '=', id)
          .executeTakeFirstOrThrow();
        const newest = await q.selectFrom('runs').selectAll().where('id', '=', job.run_id).executeTakeFirst();
        return { ...job, run: newest };
      });
      const { id: _, job_id: __, end_time: ___, ...rest } = run ?? NO_RUN;
      return { ...row, definition: row.text, ...rest };
    },
    deviceRow: (name = 'qemu-1') =>
      db.run((q) =>
        q
          .selectFrom('devices as d')
          .leftJoin('holds as h', 'h.device', 'd.name')
          .selectAll('d')
          .select(sql<DeviceState>`coalesce(h.state, 'idle')`.as('state'))
          .where('d.name', '=', name)
          .executeTakeFirstOrThrow(),
      ),
  };
}

/** What a test may say of a job and of its run. */
type TestJob = NewJob &
  Omit<Insertable<JobsTable>, 'demand_id' | 'run_id'> &
  Omit<Insertable<RunsTable>, 'job_id' | 'attempt'>;

const RUN_KEYS = [
  'device',
  'worker',
  'schedule_time',
  'start_time',
  'powered_time',
  'last_signal_time',
  'next_seq',
  'exit_records',
  'exit_status',
] as const;
type RunSet = Partial<Pick<TestJob, (typeof RUN_KEYS)[number]>>;

const JOB_KEYS = [
  'state',
  'health',
  'health_check',
  'submit_time',
  'expires',
  'end_time',
  'cancel_reason',
  'error_code',
  'error_kind',
  'error_message',
] as const;
type JobSet = Partial<Pick<TestJob, (typeof JOB_KEYS)[number]>>;

function split(set: Partial<TestJob>): { runSet: RunSet; jobSet: JobSet; newSet: Partial<NewJob> } {
  const of = (keys: readonly string[], wanted = true) =>
    Object.fromEntries(Object.entries(set).filter(([key]) => keys.includes(key) === wanted));
  return { runSet: of(RUN_KEYS), jobSet: of(JOB_KEYS), newSet: of([...RUN_KEYS, ...JOB_KEYS], false) };
}

async function insertRun(q: Queries, job: number, set: RunSet & { end_time: TestJob['end_time'] }) {
  const values = { job_id: job, device: 'qemu-1', worker: 'lab-1', ...set, end_time: set.end_time ?? null };
  await q
    .insertInto('devices')
    .values({ name: values.device, device_type: 'qemu', worker: values.worker, health: 'good' })
    .onConflict((c) => c.doNothing())
    .execute();
  return q.insertInto('runs').values(values).returning(['id', 'device']).executeTakeFirstOrThrow();
}

const NO_RUN = {
  id: 0,
  job_id: 0,
  attempt: 0,
  device: null,
  worker: null,
  schedule_time: null,
  start_time: null,
  deadline: null,
  powered_time: null,
  last_signal_time: null,
  end_time: null,
  next_seq: 0,
  exit_records: null,
  exit_status: null,
};
