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
/** Passes of each kind. */
const ROUNDS = 5;
const SUBMITS = 20;

export const queue: Bench = {
  async run() {
    const figures: Figure[] = [];
    await measure({ devices: 500, types: 20, workers: 20, queued: 2_000 }, async (lab) => {
      const { plain, fair, jobs } = await inTurn(lab);
      const name = '500 free devices, 2,000 queued: pass';
      figures.push({ name, value: plain, unit: 's', limit: { most: 0.1 } });
      figures.push({ name: '  by fair share', value: fair, unit: 's', limit: { most: 0.1 } });
      figures.push({ name: 'jobs that got a device', value: jobs, unit: 'jobs' });
      figures.push({ name: 'against LAVA 2023.01', value: Math.round(REFERENCE / plain), unit: '×' });
    });
    await measure({ devices: 10_000, types: 100, workers: 100, queued: 100_000 }, async (lab) => {
      const { plain, fair, ratio, jobs } = await inTurn(lab);
      const name = '10,000 free devices, 100,000 queued: pass';
      figures.push({ name, value: plain, unit: 's', limit: { most: 1 } });
      figures.push({ name: '  by fair share', value: fair, unit: 's', limit: { most: 1 } });
      figures.push({ name: '  the one by the other', value: ratio, unit: '×', limit: { most: 1.2 } });
      figures.push({ name: 'jobs that got a device', value: jobs, unit: 'jobs' });
      await lab.sql('vacuum analyze');
      // By fair share, as the last pass was.
      const idle: number[] = [];
      for (let n = 0; n < PASSES; n++) idle.push((await pass(lab.db)).seconds * 1_000);
      const limit = { most: 10 };
      figures.push({ name: 'the same, all busy: idle pass', value: median(idle), unit: 'ms', limit });
      figures.push(...(await withScheduler(lab)));
    });
    return { method: METHOD, figures };
  },
};

const METHOD =
  'the real scheduler on a PostgreSQL with fsync; devices with and without tags of many types, jobs of four demands a ' +
  `type and 101 priorities, all of them by each of 100 accounts in 20 groups. Passes without and with fair share in turn, ` +
  `median of ${ROUNDS}. With it, idle passes: median of ${PASSES}. Submit: ${SUBMITS} submits to a type with free devices while ` +
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
export async function withAccounts({ sql }: SizedLab): Promise<void> {
  await sql(`insert into users (username) select 'user-' || n from generate_series(0, 99) n`);
  await sql(`insert into groups (name, share_weight, device_cap)
    select 'group-' || n, nullif(n % 5, 0), case when n % 3 = 0 then 1000 end from generate_series(0, 19) n`);
  await sql(`insert into group_members (group_id, user_id)
    select g.id, u.id from users u join groups g on g.name = 'group-' || u.id % 20`);
  await sql('insert into share_usage select id, id * 1000, now() from users');
  // Each account has jobs of every demand, which the jobs have in turn.
  await quietly(sql, [
    `update jobs set submitter = u.id from users u, (select max(id) as demands from demands) d
      where u.username = 'user-' || jobs.id / d.demands % 100`,
  ]);
}

/** No process listens, and what a statement of 100,000 rows notifies of takes minutes. */
async function quietly(sql: SizedLab['sql'], statements: string[]): Promise<void> {
  await sql('set session_replication_role = replica');
  for (const statement of statements) await sql(statement);
  await sql('set session_replication_role = default');
}

/** Passes over the same queue, without and with fair share; medians, and that of the ratios of a turn. */
async function inTurn(lab: SizedLab) {
  const { db, sql } = lab;
  await withAccounts(lab);
  await sql('insert into fair_share (enabled) values (false)');
  const seconds: Record<string, number[]> = { plain: [], fair: [] };
  let jobs = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const enabled of [false, true]) {
      await quietly(sql, [
        'delete from holds',
        'delete from runs where end_time is null',
        `update jobs set state = 'submitted', run_id = null where state = 'scheduled'`,
        `update fair_share set enabled = ${enabled}`,
      ]);
      await sql('vacuum analyze');
      const done = await pass(db);
      seconds[enabled ? 'fair' : 'plain']?.push(done.seconds);
      jobs = done.jobs;
    }
  }
  const { plain = [], fair = [] } = seconds;
  const ratio = median(fair.map((each, n) => each / (plain[n] ?? 0)));
  return { plain: median(plain), fair: median(fair), ratio, jobs };
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
