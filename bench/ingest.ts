// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '@lava/kit/log/logger.ts';
import { loadKeys, makeKeys, toHex } from '@lava/kit/zmq/curve.ts';
import { encodeRecord } from '@lava/protocol/record/record.ts';
import type { Change } from '@lava/server/db/change.ts';
import { Database } from '@lava/server/db/database.ts';
import { migrate } from '@lava/server/db/migrate.ts';
import { updateWorker } from '@lava/server/db/queries/workers.ts';
import { Gateway } from '@lava/server/links/zmq/gateway.ts';
import { LogReader } from '@lava/server/logs/log-reader.ts';
import { LogStore } from '@lava/server/logs/log-store.ts';
import { raiseFileThreads } from '@lava/server/logs/threads.ts';
import { EmbeddedPostgres } from '@lava/server/postgres/embedded.ts';
import { testLab } from '@lava/server/testing/lab.ts';
import { savePlace } from '@lava/worker/settings.ts';
import { type Bench, type Figure, median } from './report.ts';

/** Records of a run, in all jobs together, and of the run for latency. */
const RECORDS = 1_000_000;
const PINGS = 100;
const RUNS = 3;
/** LAVA 2023.01 on a machine of this kind, lines/s: one job, four jobs. */
const REFERENCE: Record<number, number> = { 1: 12_500, 4: 21_800 };
const WANTED = 300_000;

/** Records per second that are durable at the server, and how soon a lone one can be read there. */
export const ingest: Bench = {
  async run() {
    raiseFileThreads();
    const link = await openLink();
    try {
      const figures: Figure[] = [];
      for (const jobs of [1, 4]) {
        const rates: number[] = [];
        for (let run = 0; run < RUNS; run++) rates.push(await throughput(link, jobs));
        const name = jobs === 1 ? 'one job' : `${jobs} jobs`;
        const value = Math.round(median(rates));
        figures.push({ name, value, unit: 'records/s', limit: { least: WANTED } });
        const ratio = value / (REFERENCE[jobs] ?? 1);
        figures.push({ name: `${name} against LAVA`, value: Math.round(ratio * 10) / 10, unit: '×' });
      }
      const delays = await latency(link);
      figures.push({ name: 'a lone record until it can be read', value: round(median(delays)), unit: 'ms' });
      const worst = delays.toSorted((a, b) => a - b)[Math.floor(delays.length * 0.95)] ?? 0;
      figures.push({ name: 'the same, 95th percentile', value: round(worst), unit: 'ms' });
      return { method: METHOD, figures };
    } finally {
      await link.close();
    }
  },
};

const METHOD =
  `${RECORDS.toLocaleString('en')} kernel-like records (about 140 bytes, one in 500 a result) in all jobs together lie in the spools at ` +
  'once; the real worker program ships them over ZeroMQ with CURVE to the real gateway and ingest, which writes the log ' +
  'with fdatasync and commits to PostgreSQL with fsync. Time from the spool to the commit that holds the last record, ' +
  `median of ${RUNS} runs. Latency: ${PINGS} records, 20 ms apart, from just before the write to the spool until the ` +
  'stored record was read back after its notification. Reference: LAVA 2023.01, 12,500 and 21,800 lines/s.';

interface Link {
  directory: string;
  db: Database;
  reader: LogReader;
  /** Schedules a job and waits until it runs. */
  job(script: object, device: string): Promise<number>;
  go(job: number): void;
  close(): Promise<void>;
}

async function openLink(): Promise<Link> {
  // Not below /tmp: it may be memory, and this must write to a disk.
  const directory = mkdtempSync(join('/var/tmp', 'lava-bench-'));
  chmodSync(directory, 0o711);
  const log = createLogger('bench', { level: 'warn', format: 'text' });
  const postgres = await EmbeddedPostgres.start(join(directory, 'server'), log);
  await migrate(postgres.url);
  const db = new Database({ url: postgres.url });
  await db.changes.start();
  const lab = testLab(db);
  const store = new LogStore({ root: join(directory, 'server/job-output') });
  const keys = makeKeys();
  const gateway = new Gateway({
    db,
    store,
    log,
    keys,
    leases: { groups: [], longest: 3_600, each: 1, together: 0, weekly: 3_600 },
    version: 'bench',
    control: ['tcp://127.0.0.1:*'],
    logs: ['tcp://127.0.0.1:*'],
    makeBundle: async (job) => ({
      job,
      definition: (await lab.jobRow(job)).definition,
      device: '',
      limits: { logBytes: 1e12 },
    }),
  });
  const bound = await gateway.start();
  await lab.user();
  await lab.deviceType();
  await lab.worker('lab-1', { state: 'offline' });
  for (let device = 0; device < 4; device++) await lab.device(`qemu-${device}`);
  const worker = await startWorker(db, directory, bound, toHex(keys.publicKey));
  const jobs = join(directory, 'worker/jobs');
  return {
    directory,
    db,
    reader: new LogReader(db, store),
    async job(script, device) {
      const runs = heard(db, (change) => change.on === 'job' && change.state === 'running');
      const id = await lab.scheduledJob({ definition: JSON.stringify(script), device });
      await runs;
      const ready = join(jobs, String(id), 'records.new');
      while ('source' in script && !existsSync(ready)) await sleep(20);
      return id;
    },
    go: (job) => writeFileSync(join(jobs, String(job), 'go'), ''),
    async close() {
      worker.kill('SIGTERM');
      await once(worker, 'exit');
      await gateway.close();
      await store.close();
      await db.close();
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function startWorker(
  db: Database,
  directory: string,
  bound: { control: string[]; logs: string[] },
  serverKey: string,
): Promise<ChildProcess> {
  const stateDir = join(directory, 'worker');
  const { publicKey } = loadKeys(join(stateDir, 'worker.key'));
  await db.run((q) => updateWorker(q, 'lab-1', { public_key: publicKey }));
  const port = (endpoints: string[]) => Number(endpoints[0]?.split(':').at(-1));
  const place = { host: '127.0.0.1', controlPort: port(bound.control), logPort: port(bound.logs) };
  savePlace(stateDir, { name: 'lab-1', serverKey, ...place });
  const online = heard(db, (change) => change.on === 'worker' && change.name === 'lab-1');
  const worker = spawn(
    process.execPath,
    [join(import.meta.dirname, '../packages/worker/src/main.ts'), '--log-level', 'warn'],
    {
      env: {
        ...process.env,
        LAVA_WORKER_STATE_DIR: stateDir,
        // Theirs could not read the records to be sent.
        LAVA_WORKER_JOB_ACCOUNTS: 'none',
        LAVA_WORKER_DISPATCHER: join(import.meta.dirname, 'ingest-writer.ts'),
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  await online;
  return worker;
}

/** Records per second with this number of concurrent jobs. */
async function throughput(link: Link, jobs: number): Promise<number> {
  const each = RECORDS / jobs;
  const source = join(link.directory, 'source.ndjson');
  writeRecords(source, each);
  const ids: number[] = [];
  for (let job = 0; job < jobs; job++) ids.push(await link.job({ source }, `qemu-${job}`));
  const waiting = new Set(ids);
  const stored = heard(link.db, (change) => {
    if (change.on === 'records' && change.next >= each) waiting.delete(change.id);
    return waiting.size === 0;
  });
  const ended = new Set(ids);
  const finished = heard(link.db, (change) => {
    if (change.on === 'job' && change.state === 'finished') ended.delete(change.id);
    return ended.size === 0;
  });
  const started = performance.now();
  for (const id of ids) link.go(id);
  await stored;
  const seconds = (performance.now() - started) / 1000;
  await finished;
  rmSync(source);
  return RECORDS / seconds;
}

/** For each record the milliseconds from its being written to its being read from the log store. */
async function latency(link: Link): Promise<number[]> {
  const job = await link.job({ every: 20, lines: PINGS }, 'qemu-0');
  const delays: number[] = [];
  let next = 0;
  let reading = Promise.resolve();
  const read = heard(link.db, (change) => {
    if (change.on === 'records' && change.id === job) {
      reading = reading.then(async () => {
        const lines = await link.reader.readRecords(job, next, 1_000);
        const now = performance.timeOrigin + performance.now();
        for (const line of lines) delays.push(now - Number(JSON.parse(line).msg));
        next += lines.length;
      });
    }
    return change.on === 'job' && change.state === 'finished';
  });
  link.go(job);
  await read;
  await reading;
  return delays;
}

function heard(db: Database, wanted: (change: Change) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = db.changes.on((change) => {
      if (!wanted(change)) return;
      stop();
      resolve();
    });
  });
}

function writeRecords(path: string, count: number): void {
  const fd = openSync(path, 'w');
  let block = '';
  for (let i = 0; i < count; i++) {
    const micros = String(i % 1_000_000).padStart(6, '0');
    const dt = `2026-11-22T09:34:00.${micros}+00:00`;
    const msg = `[   12.${micros}] usb 1-${i % 7}: new high-speed USB device number ${i} using xhci_hcd at 0x${(i * 2_654_435_761).toString(16)}`;
    const result = { definition: 'kernel', case: `usb-${i}`, result: 'pass' as const };
    const record =
      i % 500 === 499 ? { dt, lvl: 'results' as const, msg: result } : { dt, lvl: 'target' as const, msg };
    block += `${encodeRecord(record)}\n`;
    if (block.length > 1 << 20) {
      writeSync(fd, block);
      block = '';
    }
  }
  writeSync(fd, block);
  closeSync(fd);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
