// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { ProcessId } from '@lava/kit/process/identity.ts';
import { JobStatus } from '@lava/protocol/record/record.ts';
import type { Bundle } from '@lava/protocol/wire/messages.ts';
import type { z } from 'zod';

/** A job does not outlive a power cut, so what is known of it need not either. */
const JOB_FILE = { mode: 0o600, durable: false };

/**
 * What the worker keeps of one job, in a directory that its user alone can read. Contract with `lava-run --job-dir`:
 * it reads `bundle.json`, appends whole lines to `records.ndjson`, and after its last record writes `status.json`
 * atomically. The rest is the worker's: `process.json` who runs it, `cancel` why it is to stop, there before the dispatcher
 * gets SIGTERM, `canceling` that it got it, `stdout.log` and `stderr.log` what it printed.
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

  /** Facts of the lab and secrets do not stay longer than the job. */
  removeBundle(): void {
    rmSync(join(this.path, 'bundle.json'), { force: true });
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
    try {
      return readFileSync(join(this.path, 'cancel'), 'utf8');
    } catch {
      return undefined; // not there: nobody asked
    }
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

  /** The last lines of what the dispatcher printed to its standard error, for the operator; at most `length` characters. */
  lastWords(length: number): string {
    try {
      return readFileSync(join(this.path, 'stderr.log'), 'utf8').trim().slice(-length);
    } catch {
      return ''; // it never got so far
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #read<T>(name: string, schema: z.ZodType<T>): T | undefined {
    let text: string;
    try {
      text = readFileSync(join(this.path, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    return schema.safeParse(parseJson(text)).data;
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
  mkdirSync(jobsPath, { recursive: true, mode: 0o700 });
  return readdirSync(jobsPath)
    .map(Number)
    .filter((job) => Number.isInteger(job) && job > 0)
    .sort((a, b) => a - b);
}
