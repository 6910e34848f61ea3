// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { noteExecuted } from '@lava/dispatcher/testing/executed.ts';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { mainOf } from '@lava/kit/process/mains.ts';
import { decodeRecord, type JobRecord, JobStatus, type ResultMessage } from '@lava/protocol/record/record.ts';

const MAIN = mainOf('lava-run');

export interface Finished {
  status: JobStatus;
  records: JobRecord[];
  results: ResultMessage[];
  /** Text of all records of a level. */
  text(lvl?: string): string;
  /** Verdict of `suite/case`, the last one when there are several. */
  verdict(suite: string, name: string): string | undefined;
  exitCode: number | null;
  /** Seconds from the start of the process to its end. */
  seconds: number;
}

export interface RunOptions {
  job: unknown;
  device: unknown;
  logBytes?: number;
  /** The directory of the job; a new one when absent. */
  directory?: string;
  cacheDir?: string;
  env?: Record<string, string>;
  /** Of the bundle. */
  extra?: Record<string, string>;
}

/** Directories for jobs and caches, removed with their content. */
export class Workspace {
  readonly root = mkdtempSync(join(tmpdir(), 'lava-run-'));
  readonly cache = join(this.root, 'cache');
  #jobs = 0;

  /** Starts `lava-run` as the worker does: in a process group of its own, files in place of pipes. */
  start({ job, device, logBytes = 500_000_000, directory, cacheDir, env, extra }: RunOptions): Running {
    const id = ++this.#jobs;
    const path = directory ?? join(this.root, String(id));
    mkdirSync(path, { recursive: true });
    const bundle = {
      job: id,
      definition: JSON.stringify(job),
      device: JSON.stringify(device),
      limits: { logBytes },
      ...extra,
    };
    writeFileSync(join(path, 'bundle.json'), JSON.stringify(bundle));
    const args = ['--disable-warning=ExperimentalWarning', MAIN, '--job-dir', path, '--job-id', String(id)];
    const child = spawn(process.execPath, [...args, '--cache-dir', cacheDir ?? this.cache], {
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, LAVA_WORKER_FILE_DIRS: '/', ...env, LAVA_JOB_DIR: path },
    });
    return new Running(child, path);
  }

  async run(options: RunOptions): Promise<Finished> {
    const finished = await this.start(options).finished();
    if (finished.status.health === 'complete') noteExecuted(Object(options.job).actions);
    return finished;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export class Running {
  readonly child: ChildProcess;
  readonly path: string;
  readonly #started = performance.now();
  readonly #exit: Promise<unknown>;

  constructor(child: ChildProcess, path: string) {
    this.child = child;
    this.path = path;
    this.#exit = once(child, 'exit');
  }

  records(): JobRecord[] {
    const path = join(this.path, 'records.ndjson');
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => decodeRecord(line));
  }

  /** Waits until the log has a record with this text. */
  async until(text: string, ms = 60_000): Promise<void> {
    const end = performance.now() + ms;
    while (!this.records().some(({ msg }) => JSON.stringify(msg).includes(text))) {
      if (performance.now() > end || this.child.exitCode !== null)
        throw new Error(`the log never said: ${text}`);
      await sleep(20);
    }
  }

  /** Processes of the job that are alive, the dispatcher among them. */
  processes(): number {
    return findProcesses({ session: this.child.pid, variable: `LAVA_JOB_DIR=${this.path}` }).length;
  }

  async finished(): Promise<Finished> {
    await this.#exit;
    const seconds = (performance.now() - this.#started) / 1000;
    const left = this.processes();
    if (left > 0) throw new Error(`${left} processes of the job are left`);
    if (existsSync(join(this.path, 'work')))
      throw new Error(`files are left: ${readdirSync(join(this.path, 'work'))}`);
    const records = this.records();
    const results = records.filter(({ lvl }) => lvl === 'results').map(({ msg }) => msg as ResultMessage);
    return {
      status: JobStatus.parse(JSON.parse(readFileSync(join(this.path, 'status.json'), 'utf8'))),
      records,
      results,
      text: (lvl) =>
        records
          .filter((record) => typeof record.msg === 'string' && (lvl === undefined || record.lvl === lvl))
          .map(({ msg }) => msg)
          .join('\n'),
      verdict: (suite, name) =>
        results.findLast((each) => each.definition === suite && each.case === name)?.result,
      exitCode: this.child.exitCode,
      seconds,
    };
  }
}
