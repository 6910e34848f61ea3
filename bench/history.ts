// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createLogger } from '@lava/kit/log/logger.ts';
import { encodeRecord } from '@lava/protocol/record/record.ts';
import type { Database } from '@lava/server/db/database.ts';
import { Ingest } from '@lava/server/ingest/ingest.ts';
import { packFrame } from '@lava/server/logs/frames.ts';
import { LogStore } from '@lava/server/logs/log-store.ts';
import { labOfSize, type SizedLab } from './lab-of-size.ts';
import { type Bench, type Figure, median } from './report.ts';

const DELETED = 100_000;
const ACTIVE = 1_000;
/** Records of a batch, as a worker sends them under load. */
const BATCH = 2_000;
const RECORDS = 1_000_000;
const ROUNDS = 3;

/** What the ingest does with many jobs, and while history is deleted. */
export const history: Bench = {
  async run() {
    const lab = await labOfSize({ devices: ACTIVE, types: 20, workers: 1, queued: 0, finished: DELETED });
    const root = join(lab.stateDir, 'job-output');
    const store = new LogStore({ root });
    const log = createLogger('bench', { level: 'warn', format: 'text' });
    const ingest = new Ingest({ db: lab.db, store, log, onComplete: () => undefined });
    try {
      await oldLogs(lab, store);
      const feed = new Feed(ingest, await activeJobs(lab.db, lab));
      // A first batch makes the directory and the file of its job.
      await feed.records(ACTIVE, ACTIVE * BATCH);
      const [fewRates, manyRates]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        fewRates.push(await feed.records(4, RECORDS));
        manyRates.push(await feed.records(ACTIVE, ACTIVE * BATCH));
      }
      const [few, many] = [median(fewRates), median(manyRates)];
      const before = await feed.records(4, RECORDS);
      const deletion = removal(lab);
      let during = 0;
      let rounds = 0;
      while (!deletion.over()) {
        during += await feed.records(4, RECORDS / 4);
        rounds++;
      }
      const seconds = await deletion.seconds;
      const [left] = await lab.sql(`select count(*) from jobs where state = 'finished'`);
      if (Number(left?.count) !== 0) throw new Error(`${left?.count} jobs were not deleted`);
      const figures: Figure[] = [
        { name: 'ingest with 4 active jobs', value: few, unit: 'records/s' },
        { name: `ingest with ${ACTIVE} active jobs`, value: many, unit: 'records/s' },
        { name: 'the one by the other', value: many / few, unit: '×', limit: { least: 0.8 } },
        { name: `deletion of ${DELETED} jobs with logs`, value: seconds, unit: 's', limit: { most: 60 } },
        {
          name: 'ingest meanwhile, against before',
          value: during / rounds / before,
          unit: '×',
          limit: { least: 0.9 },
        },
      ];
      return { method: METHOD, figures };
    } finally {
      await ingest.close();
      await store.close();
      await lab.close();
    }
  },
};

const METHOD =
  `batches of ${BATCH} records (about 140 bytes each), as the worker link hands them over, round robin over the jobs, ` +
  `${RECORDS.toLocaleString('en')} records, or a batch of each job, until the last is durable; medians of ${ROUNDS} rounds in turn. Deletion: \`lava-server manage jobs rm\`, a process ` +
  `of its own, of ${DELETED.toLocaleString('en')} finished jobs, each with a log file, a suite and ten results, while the ingest of 4 jobs continues.`;

async function oldLogs({ db, sql }: SizedLab, store: LogStore): Promise<void> {
  await sql('set session_replication_role = replica');
  await sql(`insert into suites (run_id, name) select id, '0_smoke' from runs`);
  await sql(`insert into results (run_id, record, suite_id, name, result)
    select s.run_id, n, s.id, 'case-' || n, 'pass' from suites s, generate_series(1, 10) n`);
  const line = encodeRecord({ dt: '2026-11-22T09:34:00.123456+00:00', lvl: 'target', msg: 'Linux booting' });
  const data = await packFrame(Buffer.from(`${line}\n`.repeat(20)), 1);
  await sql(
    `insert into log_chunks (run_id, from_seq, count, file_offset, length, raw_length, file)
     select id, 0, 20, 0, $1, 1000, 1 from runs`,
    [data.length],
  );
  await sql('set session_replication_role = default');
  await sql('vacuum analyze');
  const rows = await db.run((q) => q.selectFrom('jobs').select(['id', 'submit_time']).execute());
  for (const { id, submit_time: submitted } of rows) {
    const path = store.path({ id, submitted }, 1);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, data);
  }
}

/** Running jobs; their numbers. */
async function activeJobs(db: Database, { sql }: SizedLab): Promise<number[]> {
  await sql(
    `with x as (select nextval('jobs_id_seq') as id, nextval('runs_id_seq') as run, n from generate_series(0, $1 - 1) n),
      r as (insert into runs (id, job_id, device, worker, start_time) overriding system value
        select run, id, 'device-' || n, 'worker-0', now() from x)
     insert into jobs (id, submitter, visibility, device_type, demand_id, state, run_id) overriding system value
     select id, 1, 'public', 'type-0', 1, 'running', run from x`,
    [ACTIVE],
  );
  const rows = await db.run((q) =>
    q.selectFrom('jobs').select('id').where('state', '=', 'running').orderBy('id').execute(),
  );
  return rows.map(({ id }) => id);
}

class Feed {
  readonly #ingest: Ingest;
  readonly #jobs: number[];
  readonly #next = new Map<number, number>();
  readonly #data: Buffer;

  constructor(ingest: Ingest, jobs: number[]) {
    this.#ingest = ingest;
    this.#jobs = jobs;
    const lines = Array.from({ length: BATCH }, (_, n) =>
      encodeRecord({
        dt: `2026-11-22T09:34:00.${String(n).padStart(6, '0')}+00:00`,
        lvl: 'target',
        msg: `[   12.${n}] usb 1-${n % 7}: new high-speed USB device number ${n} using xhci_hcd at 0x${(n * 2_654_435_761).toString(16)}`,
      }),
    );
    this.#data = Buffer.from(`${lines.join('\n')}\n`);
  }

  /** Records per second. */
  async records(jobs: number, count: number): Promise<number> {
    const begun = performance.now();
    const stored: Promise<void>[] = [];
    for (let sent = 0, n = 0; sent < count; sent += BATCH, n++) {
      const job = this.#jobs[n % jobs] as number;
      const from = this.#next.get(job) ?? 0;
      this.#next.set(job, from + BATCH);
      const header = { type: 'records', job, from, count: BATCH, attempt: 1 } as const;
      let wait: Promise<void> | undefined;
      stored.push(
        new Promise((resolve) => {
          wait = this.#ingest.add(header, this.#data, 'worker-0', ({ upTo }) => {
            if (upTo >= from + BATCH) resolve();
          });
        }),
      );
      await wait;
    }
    // Of several batches of one attempt, only the last is answered.
    await this.#settled(jobs, stored);
    return count / ((performance.now() - begun) / 1_000);
  }

  async #settled(jobs: number, stored: Promise<void>[]): Promise<void> {
    await Promise.all(stored.slice(-Math.min(jobs, stored.length)));
  }
}

/** In a process of its own, as cron runs it. */
function removal({ url, stateDir }: SizedLab): { seconds: Promise<number>; over(): boolean } {
  const begun = performance.now();
  let over = false;
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, '../packages/server/src/main.ts'),
      ...['manage', '--state-dir', stateDir, '--database-url', url, 'jobs', 'rm', '--older-than', '0m'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const seconds = new Promise<number>((resolve, reject) => {
    child.on('exit', (code) => {
      over = true;
      if (code === 0) resolve((performance.now() - begun) / 1_000);
      else reject(new Error(`jobs rm ended with ${code}`));
    });
  });
  return { seconds, over: () => over };
}
