// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeRecord } from '@lava/protocol/record/record.ts';
import { packFrame } from '@lava/server/logs/frames.ts';
import { LogStore } from '@lava/server/logs/log-store.ts';
import { raiseFileThreads } from '@lava/server/logs/threads.ts';
import { BATCH, Feed } from './feed.ts';
import { labOfSize, type SizedLab } from './lab-of-size.ts';
import { processorSeconds } from './processor-time.ts';
import { type Bench, type Figure, median } from './report.ts';

const DELETED = 100_000;
const SECONDS = 60;
const FEW = 4;
const MANY = 1_000;
const MOST = 10_000;
/** Batches of one measurement, and measurements of each kind. */
const SLICE = 250;
const ROUNDS = 9;
/** Turns in which each job has one line. */
const LINES = 3;
/** The deletion runs and is stopped for so long in turn, seconds. */
const TURN = 4;

/** What the ingest does with many jobs, and while history is deleted. */
export const history: Bench = {
  async run(args) {
    raiseFileThreads();
    const deleted = args.includes('--short') ? DELETED / 10 : DELETED;
    const lab = await labOfSize({ devices: MOST, types: 20, workers: 1, queued: 0, finished: deleted });
    const root = join(lab.stateDir, 'job-output');
    const feed = await Feed.of(lab, root, MOST);
    try {
      await oldLogs(lab, root);
      const figures = [...(await manyJobs(lab, feed)), ...(await duringDeletion(lab, feed, deleted))];
      return { method: METHOD, figures };
    } finally {
      await feed.close();
      await lab.close();
    }
  },
};

const METHOD =
  `batches of ${BATCH} records (about 140 bytes each), as the worker link hands them over, until the last is durable. With ` +
  `${FEW}, ${MANY} and ${MOST} active jobs in turn, ${SLICE} batches each, round robin over the jobs; ${ROUNDS} turns, and the ` +
  'median of the ratios of a turn, with the middle half of them; before that ' +
  `a batch of one line of each job, ${LINES} turns. Processor time is that of the ingest and PostgreSQL. ` +
  `Deletion: \`lava-server manage jobs rm\`, a process of its own, of finished jobs (--short: a tenth of them), each with ` +
  `a log file, a suite and ten results, stopped by a signal every ${TURN} s for as long, while the ingest of ${FEW} jobs ` +
  'continues; the ratio is that of each turn with it to the next one without, its time that of its own turns.';

interface Turn {
  seconds: number;
  processor: number;
}

async function manyJobs(lab: SizedLab, feed: Feed): Promise<Figure[]> {
  const sizes = [FEW, MANY, MOST];
  // The first batch makes the directory and the file of its job.
  await feed.batches(MOST, MOST, 1);
  const lines: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < LINES; round++) {
    const each = (await feed.batches(MANY, MANY, 1)) / MANY;
    lines.push(await feed.batches(MOST, MOST, 1));
    ratios.push((lines.at(-1) ?? 0) / MOST / each);
  }
  const turns = new Map<number, Turn[]>(sizes.map((jobs) => [jobs, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const jobs of round % 2 === 0 ? sizes : sizes.toReversed()) {
      const before = processorSeconds(lab.stateDir);
      const seconds = await feed.batches(SLICE, jobs);
      turns.get(jobs)?.push({ seconds, processor: processorSeconds(lab.stateDir) - before });
    }
  }
  const few = turns.get(FEW) ?? [];
  const rate = (jobs: number) =>
    (SLICE * BATCH) / median((turns.get(jobs) ?? []).map(({ seconds }) => seconds));
  return [
    { name: `a line of each of ${MOST} jobs`, value: median(lines), unit: 's' },
    { name: `  for each job, against ${MANY} jobs`, value: median(ratios), unit: '×', limit: { most: 1.25 } },
    ...sizes.map((jobs) => ({
      name: `ingest with ${jobs} active jobs`,
      value: rate(jobs),
      unit: 'records/s',
    })),
    ...[MANY, MOST].flatMap((jobs) => {
      const its = turns.get(jobs) ?? [];
      const times = its.map(({ seconds }, n) => (few[n]?.seconds ?? 0) / seconds);
      const processor = its.map((turn, n) => turn.processor / (few[n]?.processor ?? 0));
      return [
        ...spread(`${jobs} jobs: rate against ${FEW}`, times, { least: jobs === MANY ? 0.8 : 0.7 }),
        ...spread(`${jobs} jobs: processor time against ${FEW}`, processor, { most: 1.4 }),
      ];
    }),
  ];
}

/** The median, and the middle half of the values: what a single run may be off. */
function spread(name: string, values: number[], limit: Figure['limit'] & object): Figure[] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
  return [
    { name, value: median(values), unit: '×', limit },
    { name: '  a quarter below', value: at(0.25), unit: '×' },
    { name: '  a quarter above', value: at(0.75), unit: '×' },
  ];
}

async function duringDeletion(lab: SizedLab, feed: Feed, jobs: number): Promise<Figure[]> {
  const deletion = removal(lab);
  const ratios: number[] = [];
  let seconds = 0;
  while (!deletion.over()) {
    const [during, length] = await rateFor(feed, TURN);
    seconds += length;
    if (deletion.over()) break;
    deletion.signal('SIGSTOP');
    const [without] = await rateFor(feed, TURN);
    deletion.signal('SIGCONT');
    ratios.push(during / without);
  }
  await deletion.ended;
  const [left] = await lab.sql(`select count(*) from jobs where state = 'finished'`);
  if (Number(left?.count) !== 0) throw new Error(`${left?.count} jobs were not deleted`);
  return [
    {
      name: `deletion of ${jobs} jobs with logs`,
      value: seconds,
      unit: 's',
      limit: { most: (SECONDS * jobs) / DELETED },
    },
    ...spread('ingest meanwhile, against without', ratios, { least: 0.9 }),
  ];
}

/** Batches a second, and the seconds it took. */
async function rateFor(feed: Feed, seconds: number): Promise<[number, number]> {
  let took = 0;
  let batches = 0;
  while (took < seconds) {
    took += await feed.batches(SLICE, FEW);
    batches += SLICE;
  }
  return [batches / took, took];
}

async function oldLogs({ db, sql }: SizedLab, root: string): Promise<void> {
  const store = new LogStore({ root });
  await sql('set session_replication_role = replica');
  await sql(`insert into suites (run_id, name) select id, '0_smoke' from runs where end_time is not null`);
  await sql(`insert into results (run_id, record, suite_id, name, result)
    select s.run_id, n, s.id, 'case-' || n, 'pass' from suites s, generate_series(1, 10) n`);
  const line = encodeRecord({ dt: '2026-11-22T09:34:00.123456+00:00', lvl: 'target', msg: 'Linux booting' });
  const data = await packFrame(Buffer.from(`${line}\n`.repeat(20)), 1);
  await sql(
    `insert into log_chunks (run_id, from_seq, count, file_offset, length, raw_length, file)
     select id, 0, 20, 0, $1, 1000, 1 from runs where end_time is not null`,
    [data.length],
  );
  await sql('set session_replication_role = default');
  await sql('vacuum analyze');
  const rows = await db.run((q) =>
    q.selectFrom('jobs').select(['id', 'submit_time']).where('state', '=', 'finished').execute(),
  );
  for (const { id, submit_time: submitted } of rows) {
    const path = store.path({ id, submitted }, 1);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, data);
  }
}

/** In a process of its own, as cron runs it. */
function removal({ url, stateDir }: SizedLab) {
  let over = false;
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, '../packages/server/src/main.ts'),
      ...['manage', '--state-dir', stateDir, '--database-url', url, 'jobs', 'rm', '--older-than', '0m'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = new Promise<void>((resolve, reject) => {
    child.on('exit', (code) => {
      over = true;
      if (code === 0) resolve();
      else reject(new Error(`jobs rm ended with ${code}`));
    });
  });
  return { ended, over: () => over, signal: (name: NodeJS.Signals) => void child.kill(name) };
}
