// SPDX-License-Identifier: Apache-2.0
import { createLogger } from '@lava/kit/log/logger.ts';
import type { Change } from '@lava/server/db/change.ts';
import type { Database } from '@lava/server/db/database.ts';
import { insertJob } from '@lava/server/db/queries/job-insert.ts';
import { changeDevice } from '@lava/server/devices/devices.ts';
import { COMMAND_LINE } from '@lava/server/rights/permissions.ts';
import { assignJobs } from '@lava/server/scheduler/apply.ts';
import { Scheduler } from '@lava/server/scheduler/loop.ts';
import { labOfSize, type SizedLab } from './lab-of-size.ts';
import type { Bench, Figure } from './report.ts';

/** One pass of LAVA 2023.01's scheduler over 500 free devices and 2,000 queued jobs, seconds. */
const REFERENCE = 58;
const PASSES = 20;
const SUBMITS = 20;

export const queue: Bench = {
  async run() {
    const figures: Figure[] = [];
    await measure({ devices: 500, types: 20, workers: 20, queued: 2_000 }, async ({ db }) => {
      const { seconds, jobs } = await pass(db);
      figures.push({
        name: '500 free devices, 2,000 queued: pass',
        value: seconds,
        unit: 's',
        limit: { most: 0.1 },
      });
      figures.push({ name: 'jobs that got a device', value: jobs, unit: 'jobs' });
      figures.push({ name: 'against LAVA 2023.01', value: Math.round(REFERENCE / seconds), unit: '×' });
    });
    await measure({ devices: 500, types: 20, workers: 20, queued: 2_000 }, async (lab) => {
      await withFairShare(lab);
      figures.push({
        name: 'the same by fair share, 100 accounts in 20 groups: pass',
        value: (await pass(lab.db)).seconds,
        unit: 's',
        limit: { most: 0.15 },
      });
    });
    await measure({ devices: 10_000, types: 100, workers: 100, queued: 100_000 }, async (lab) => {
      await withFairShare(lab);
      figures.push({
        name: '10,000 devices, 100,000 queued, by fair share: pass',
        value: (await pass(lab.db)).seconds,
        unit: 's',
        limit: { most: 1.5 },
      });
    });
    await measure({ devices: 10_000, types: 100, workers: 100, queued: 100_000 }, async (lab) => {
      const { db } = lab;
      const full = await pass(db);
      figures.push({
        name: '10,000 free devices, 100,000 queued: pass',
        value: full.seconds,
        unit: 's',
        limit: { most: 1 },
      });
      figures.push({ name: 'jobs that got a device', value: full.jobs, unit: 'jobs' });
      await lab.sql('vacuum analyze');
      const idle: number[] = [];
      for (let n = 0; n < PASSES; n++) idle.push((await pass(db)).seconds * 1_000);
      figures.push({
        name: 'the same, all busy: idle pass',
        value: median(idle),
        unit: 'ms',
        limit: { most: 10 },
      });
      figures.push(...(await withScheduler(lab)));
    });
    return { method: METHOD, figures };
  },
};

const METHOD =
  'the real scheduler on a PostgreSQL with fsync; devices with and without tags of many types, jobs of four demands a ' +
  `type and 101 priorities. Idle passes: median of ${PASSES}. Submit: ${SUBMITS} submits to a type with free devices while ` +
  'the queue of the others is full, from just before the insert to the notification that the job is scheduled. Health: ' +
  'one device to maintenance and back, until the transaction is durable, with the WAL that it and the round after it wrote.';

async function measure(size: Parameters<typeof labOfSize>[0], work: (lab: SizedLab) => Promise<void>) {
  const lab = await labOfSize(size);
  try {
    await work(lab);
  } finally {
    await lab.close();
  }
}

/** The jobs are of 100 accounts, each of which used devices before, in 20 groups with a weight or a cap. */
async function withFairShare({ sql }: SizedLab): Promise<void> {
  await sql(`insert into users (username) select 'user-' || n from generate_series(1, 100) n`);
  await sql(`insert into groups (name, share_weight, device_cap)
    select 'group-' || n, nullif(n % 5, 0), case when n % 3 = 0 then 1000 end from generate_series(0, 19) n`);
  await sql(`insert into group_members (group_id, user_id)
    select g.id, u.id from users u join groups g on g.name = 'group-' || u.id % 20`);
  await sql('insert into share_usage select id, id * 1000, now() from users');
  // No process listens, and what a statement of 100,000 rows notifies of takes minutes.
  await sql('set session_replication_role = replica');
  await sql(
    `update jobs set submitter = (select min(id) from users where username like 'user-%') + id % 100`,
  );
  await sql('set session_replication_role = default');
  await sql('insert into fair_share (enabled) values (true)');
  await sql('vacuum analyze');
}

async function pass(db: Database): Promise<{ seconds: number; jobs: number }> {
  const begun = performance.now();
  let jobs = 0;
  for (;;) {
    const got = (await assignJobs(db))?.length ?? 0;
    jobs += got;
    if (got === 0) break;
    if (jobs < 5_000) break; // a round takes more than that, so these were all
  }
  return { seconds: (performance.now() - begun) / 1_000, jobs };
}

async function withScheduler({ db, sql }: SizedLab): Promise<Figure[]> {
  await sql(`insert into device_types (name) values ('free')`);
  await sql(
    `insert into devices (name, device_type, worker, health)
    select 'free-' || n, 'free', 'worker-' || n, 'good' from generate_series(0, $1 - 1) n`,
    [SUBMITS],
  );
  const scheduler = new Scheduler(db, createLogger('bench', { level: 'warn', format: 'text' }));
  scheduler.start();
  try {
    await settle();
    const submits: number[] = [];
    for (let n = 0; n < SUBMITS; n++) submits.push(await submitToAssigned(db));
    const changes: number[] = [];
    const [before] = await sql('select pg_current_wal_insert_lsn() as at');
    for (let n = 0; n < PASSES; n++) {
      const begun = performance.now();
      const health = n % 2 === 0 ? 'maintenance' : 'good';
      await changeDevice(db, COMMAND_LINE, 'device-1', { health });
      changes.push(performance.now() - begun);
      await settle();
    }
    const [wal] = await sql('select pg_current_wal_insert_lsn() - $1::pg_lsn as bytes', [before?.at]);
    return [
      { name: 'a submit until it is assigned', value: median(submits), unit: 'ms', limit: { most: 50 } },
      { name: "one device's health change", value: median(changes), unit: 'ms', limit: { most: 20 } },
      {
        name: 'WAL of a health change',
        value: Number(wal?.bytes) / PASSES / 1024,
        unit: 'KiB',
        limit: { most: 64 },
      },
    ];
  } finally {
    await scheduler.stop();
  }
}

/** What was begun is over: rounds are milliseconds. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 100));

async function submitToAssigned(db: Database): Promise<number> {
  let submitted: number | undefined;
  const scheduled = new Set<number>();
  let done: () => void = () => undefined;
  const heard = new Promise<void>((resolve) => {
    done = resolve;
  });
  const stop = db.changes.on((change: Change) => {
    if (change.on !== 'job' || change.state !== 'scheduled') return;
    scheduled.add(change.id);
    if (submitted !== undefined && scheduled.has(submitted)) done();
  });
  const begun = performance.now();
  submitted = await db.transaction((q) =>
    insertJob(q, {
      submission: crypto.randomUUID(),
      description: 'bench',
      submitter: 1,
      visibility: 'public',
      device_type: 'free',
      queue_timeout: null,
      definition: 'job_name: bench\n',
      original_definition: 'job_name: bench\n',
    }),
  );
  if (scheduled.has(submitted)) done();
  await heard;
  stop();
  return performance.now() - begun;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
