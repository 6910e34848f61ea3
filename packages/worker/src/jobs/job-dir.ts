// SPDX-License-Identifier: Apache-2.0
import { constants, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegular, readTail } from '@lava/kit/fs/regular-file.ts';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { JOURNAL, LeaseJournal } from '@lava/kit/leases/journal.ts';
import { ProcessId } from '@lava/kit/process/identity.ts';
import { JobStatus } from '@lava/protocol/record/record.ts';
import { Bundle } from '@lava/protocol/wire/messages.ts';
import * as z from 'zod';
import { ensureDirectory } from './directory.ts';

/** A job does not outlive a power cut, so what is known of it need not either. */
const JOB_FILE = { mode: 0o600, durable: false };

/** A bundle is the largest file that is read; more is not of our making, bytes. */
const MAX_FILE = 64 * 1024 * 1024;

/** When a job is killed, whatever it says: seconds of the monotonic clock of this boot. */
const KillTime = z.object({ at: z.number(), boot: z.string() });
type KillTime = z.infer<typeof KillTime>;

/**
 * What the worker keeps of one job, in a directory that only its user can read. Contract with `lava-run --job-dir`:
 * it reads `bundle.json`, appends whole lines to `records.ndjson`, and after its last record writes `status.json`
 * atomically; `leases.ndjson` is what it has taken that would outlive it. The rest is the worker's: `process.json` who runs
 * it, `kill-time.json` when it must have ended, `cancel` why it is to stop, there before the dispatcher gets SIGTERM,
 * `canceling` that it got it, `stdout.log` and `stderr.log` what it printed.
 *
 * Nobody says that the files are what they should be: a job, an admin or a broken disk may have changed them. Reading never
 * waits and never throws; what cannot be read is as good as not there.
 */
export class JobDir {
  readonly job: number;
  readonly path: string;

  constructor(jobsPath: string, job: number, name = String(job)) {
    this.job = job;
    this.path = join(jobsPath, name);
  }

  /** A directory that is not called after its job yet. */
  static at(path: string, job: number): JobDir {
    return new JobDir(path, job, '.');
  }

  get spool(): string {
    return join(this.path, 'records.ndjson');
  }

  /** The bundle comes last, whole: a directory without one was never started. */
  create(bundle: Bundle): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    this.writeBundle(bundle);
  }

  writeBundle(bundle: Bundle): void {
    replaceFile(join(this.path, 'bundle.json'), JSON.stringify(bundle), JOB_FILE);
  }

  hasBundle(): boolean {
    return existsSync(join(this.path, 'bundle.json'));
  }

  readBundle(): Bundle | undefined {
    return this.#read('bundle.json', Bundle);
  }

  /** Facts of the lab and secrets do not stay longer than the job. @throws what the file system says */
  removeBundle(): void {
    for (const name of ['bundle.json', JOURNAL])
      rmSync(join(this.path, name), { force: true, recursive: true });
  }

  leases(): LeaseJournal {
    return new LeaseJournal(join(this.path, JOURNAL));
  }

  /** The job's own temporary files. */
  get work(): string {
    return join(this.path, 'work');
  }

  readKillTime(): KillTime | undefined {
    return this.#read('kill-time.json', KillTime);
  }

  writeKillTime(time: KillTime): void {
    replaceFile(join(this.path, 'kill-time.json'), JSON.stringify(time), JOB_FILE);
  }

  readProcess(): ProcessId | undefined {
    return this.#read('process.json', ProcessId);
  }

  writeProcess(process: ProcessId): void {
    replaceFile(join(this.path, 'process.json'), JSON.stringify(process), JOB_FILE);
  }

  /** Undefined until the dispatcher has ended properly. */
  readStatus(): JobStatus | undefined {
    return this.#read('status.json', JobStatus);
  }

  writeStatus(status: JobStatus): void {
    replaceFile(join(this.path, 'status.json'), JSON.stringify(status), JOB_FILE);
  }

  readCancel(): string | undefined {
    return this.#text('cancel');
  }

  writeCancel(reason: string): void {
    replaceFile(join(this.path, 'cancel'), reason, JOB_FILE);
  }

  /** Whether SIGTERM was sent. */
  isCanceling(): boolean {
    return existsSync(join(this.path, 'canceling'));
  }

  writeCanceling(): void {
    replaceFile(join(this.path, 'canceling'), '', JOB_FILE);
  }

  /** Makes the log and the outcome outlive a power cut. @throws what the file system says */
  async sync(): Promise<void> {
    for (const name of ['records.ndjson', 'status.json', '.']) {
      const file = await open(join(this.path, name), constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    }
  }

  /** The last lines of what the dispatcher printed to its standard error, for the operator; at most `length` characters. */
  lastWords(length: number): string {
    try {
      const tail = readTail(join(this.path, 'stderr.log'), 4 * length);
      return tail.toString('utf8').trim().slice(-length);
    } catch {
      return ''; // it never got so far
    }
  }

  #read<T>(name: string, schema: z.ZodType<T>): T | undefined {
    const text = this.#text(name);
    return text === undefined ? undefined : schema.safeParse(parseJson(text)).data;
  }

  #text(name: string): string | undefined {
    try {
      return readRegular(join(this.path, name), MAX_FILE).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // written by something that does not keep the contract; as good as not there
  }
}

/** Jobs that have a directory, in ascending order. */
export function listJobs(jobsPath: string): number[] {
  ensureDirectory(jobsPath, 0o700);
  return readdirSync(jobsPath)
    .filter((name) => /^[1-9]\d{0,15}$/.test(name))
    .map(Number)
    .filter(Number.isSafeInteger)
    .sort((a, b) => a - b);
}
