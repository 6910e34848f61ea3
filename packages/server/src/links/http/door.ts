// SPDX-License-Identifier: Apache-2.0
import { timingSafeEqual } from 'node:crypto';
import type { Logger } from '@lava/kit/log/logger.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import type { Bundle } from '@lava/protocol/wire/messages.ts';
import { hashSecret } from '../../accounts/secret.ts';
import type { Database } from '../../db/database.ts';
import { jobsOfHttpWorker, runOfJob } from '../../db/queries/http-workers.ts';
import { setDeadline } from '../../db/queries/job-state.ts';
import { withoutQuotations } from '../../devices/problem.ts';
import { buildBundle } from '../../jobs/bundle.ts';
import { lavaJobEnded, type Outcome } from '../../jobs/lava-dispatcher.ts';
import { jobCanceledUnstarted, jobNotStartable, jobOverdue, jobStarted } from '../../jobs/lifecycle.ts';
import { checkWorkerToken } from '../../workers/http-tokens.ts';
import { workerMismatch, workerOnline } from '../../workers/presence.ts';
import { boundWord } from '../session/bounds.ts';
import { Refused } from './refused.ts';
import { speaksHttp } from './versions.ts';

export interface DoorOptions {
  db: Database;
  log: Logger;
  /** Of the server, as its clients see it. */
  version: string;
  /** The maximum size of the records of a job, bytes. */
  logBytes: number;
}

export interface JobToken {
  id: number;
  token: string;
}

/** The answer to a worker that asks for work. */
export type Todo = Record<'cancel' | 'running' | 'start', JobToken[]>;

export type RunOfJob = NonNullable<Awaited<ReturnType<typeof runOfJob>>> & { worker: string };

/** What LAVA's worker gets of a job; a file that there is not is an empty text. */
export type JobFiles = Record<'definition' | 'device' | 'dispatcher' | 'env' | 'env-dut', string>;

/** The job is abandoned so long after its time limit, seconds; without a limit it has a day. */
const GIVE_UP_S = 4_200;
const NO_LIMIT_S = 86_400;

/**
 * What LAVA's lava-worker asks and says. Everything is in the database and each request stands for itself, so that any
 * process of the server may answer any of them, and the next one after a restart.
 */
export class Door {
  readonly #options: DoorOptions;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /** @throws Refused */
  async checkWorker(name: string, token: string | undefined): Promise<void> {
    const fits = await checkWorkerToken(this.#options.db, name, token ?? '');
    if (fits === undefined) throw new Refused(404, `Unknown worker '${name}'`);
    if (token === undefined) throw new Refused(400, "Missing 'token'");
    if (!fits) throw new Refused(400, "Invalid 'token'");
  }

  /** @throws Refused */
  async checkJob(id: string, token: string | undefined): Promise<RunOfJob> {
    const row = ID.test(id) ? await this.#options.db.run((q) => runOfJob(q, Number(id))) : undefined;
    if (!row) throw new Refused(404, `Unknown job '${id}'`);
    if (token === undefined) throw new Refused(400, "Missing 'token'");
    const { worker, link_token } = row;
    if (worker === null || link_token === null || !isSame(token, link_token))
      throw new Refused(400, "Invalid 'token'");
    return { ...row, worker };
  }

  /** The worker is there: what it is to start, and to cancel. @throws Refused 409 */
  async ping(name: string, told: string): Promise<Todo> {
    const { db, log, version: ours } = this.#options;
    const version = boundWord(told);
    const known = speaksHttp(version, ours);
    if (known) await workerOnline(db, name, { version });
    else await workerMismatch(db, name, version);
    const jobs = await this.#jobs(name);
    const todo: Todo = { cancel: [], running: [], start: [] };
    for (const { id, state, link_token } of jobs) {
      const job = { id, token: link_token ?? '' };
      if (state === 'canceling') todo.cancel.push(job);
      else if (state === 'running') todo.running.push(job);
      else if (known) todo.start.push(job);
    }
    if (!known && todo.cancel.length + todo.running.length === 0) {
      log.warn({ worker: name, version }, 'worker is too old for the HTTP protocol');
      throw new Refused(409, `Version mismatch '${version}' vs '${ours}'`);
    }
    return todo;
  }

  /** Those that the worker is to know of; what needs no worker any more is ended first. */
  async #jobs(name: string) {
    const { db, log } = this.#options;
    const jobs = await db.transaction((q) => jobsOfHttpWorker(q, name));
    const left: typeof jobs = [];
    for (const job of jobs) {
      if (job.overdue) {
        log.error({ worker: name, job: job.id }, 'the worker does not end a job; it is abandoned');
        await jobOverdue(db, job.id);
      } else if (job.state === 'canceling' && job.start_time === null && !job.fetched) {
        // A worker that is told to cancel what it never had may fail over it at each start.
        await jobCanceledUnstarted(db, job.id);
      } else left.push(job);
    }
    return left;
  }

  /** @throws Refused 404 for a job that cannot be run, which is over by then */
  async fetch(row: RunOfJob): Promise<JobFiles> {
    const { db, logBytes } = this.#options;
    let bundle: Bundle;
    try {
      if (row.group_id !== null)
        throw new LavaError(
          'job-unschedulable',
          `worker ${row.worker} speaks LAVA's HTTP protocol, over which jobs of a group cannot talk yet`,
          {
            hint: 'give the device to a worker that runs lava-slave',
          },
        );
      bundle = await buildBundle(db, row.id, { logBytes });
    } catch (thrown) {
      if (toLavaError(thrown).code === 'database-down') throw thrown;
      await jobNotStartable(db, row.id, withoutQuotations(thrown));
      throw new Refused(404, `Unknown job '${row.id}'`);
    }
    const seconds = bundle.limits.seconds ?? NO_LIMIT_S;
    await db.run((q) => setDeadline(q, row.id, seconds + GIVE_UP_S));
    const { definition, device, dispatcher = '', env = '', envDut = '' } = bundle;
    return { definition, device, dispatcher, env, 'env-dut': envDut };
  }

  async running({ id, worker }: RunOfJob): Promise<void> {
    const { db, log } = this.#options;
    if (await jobStarted(db, worker, id)) log.info({ worker, job: id }, 'job runs');
  }

  async finished({ id, worker, state }: RunOfJob, outcome: Outcome): Promise<void> {
    const { db, log } = this.#options;
    await lavaJobEnded(db, worker, id, outcome);
    if (state !== 'finished') log.info({ worker, job: id }, 'job is finished');
  }
}

const ID = /^[1-9]\d{0,14}$/;

function isSame(token: string, expected: string): boolean {
  return timingSafeEqual(hashSecret(token), hashSecret(expected));
}
