// SPDX-License-Identifier: Apache-2.0
import { constants, existsSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeDirectory } from '@lava/kit/fs/make-directory.ts';
import { readRegular, readTail } from '@lava/kit/fs/regular-file.ts';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { JOURNAL, LeaseJournal } from '@lava/kit/leases/journal.ts';
import { RETURNED, Replayed } from '@lava/kit/leases/lease.ts';
import { ProcessId } from '@lava/kit/process/identity.ts';
import { JobStatus } from '@lava/protocol/record/record.ts';
import { ANSWER_FILE, type AnswerFile, ASK_FILE, AskFile } from '@lava/protocol/wire/group-call.ts';
import {
  type AskedHold,
  FAILURE_HOLD_FILE,
  FailureHoldFile,
  HOLD_FILE,
  HoldFile,
  WISH_FILE,
  WishFile,
} from '@lava/protocol/wire/hold-wish.ts';
import { Bundle } from '@lava/protocol/wire/messages.ts';
import * as z from 'zod';
import { DAEMONS, giveTo, jobs, self } from './job-account.ts';

/** A job does not outlive a power cut, so what is known of it need not either. */
const JOB_FILE = { mode: 0o600, durable: false };

/** The account that a job runs under, where that is not the daemon's. */
const Account = z.object({ account: z.int().positive() });

/** The limits of what is read, bytes; more is not of our making. The server reads no more of one message than of a file. */
const MAX_BUNDLE = 64 * 1024 * 1024;
const MAX_FILE = 1024 * 1024;

const READ = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** When a job is killed, whatever it says: seconds of the monotonic clock of this boot. */
const KillTime = z.object({ at: z.number(), boot: z.string(), held: z.number().optional() });
type KillTime = z.infer<typeof KillTime>;

/**
 * What the worker keeps of one job, in a directory that only the job's account can enter. Contract with `lava-run --job-dir`:
 * it reads `bundle.json`, appends whole lines to `records.ndjson`, and after its last record writes `status.json`
 * atomically; `leases.ndjson` is what it has taken that would outlive it. The rest is the worker's: `process.json` who runs
 * it, `kill-time.json` when it must have ended, `cancel` why it is to stop, there before the dispatcher gets SIGTERM,
 * `canceling` that it got it, `stdout.log` and `stderr.log` what it printed. Where the job has an account of its own, the worker's
 * notes are in a directory next to it, `.notes-<job>`.
 *
 * Nobody says that the files are what they should be: a job, an admin or a broken disk may have changed them. Reading never
 * waits and never throws, and follows no links; what cannot be read, or is of an owner that does not write it, is as good as
 * not there.
 */
export class JobDir {
  readonly job: number;
  readonly path: string;
  readonly #notes: string;

  constructor(jobsPath: string, job: number, name = String(job)) {
    this.job = job;
    this.path = join(jobsPath, name);
    this.#notes = join(jobsPath, `.notes-${job}`);
  }

  /** A directory that is not called after its job yet. */
  static at(path: string, job: number): JobDir {
    return new JobDir(dirname(path), job, basename(path));
  }

  get #secrets(): string[] {
    return ['bundle.json', JOURNAL, RETURNED].map((name) => join(this.path, name));
  }

  get spool(): string {
    return join(this.path, 'records.ndjson');
  }

  /**
   * The bundle comes last, whole: a directory without one was never started.
   * @param account that the job runs under; the daemon's own if undefined
   */
  create(bundle: Bundle, account: number | undefined): void {
    makeDirectory(this.path, 0o700);
    this.assignAccount(account);
    this.writeBundle(bundle);
  }

  writeBundle(bundle: Bundle): void {
    this.writeForJob('bundle.json', JSON.stringify(bundle));
  }

  /** Writes a file that the dispatcher reads. */
  writeForJob(name: string, text: string): void {
    replaceFile(join(this.path, name), text, { ...JOB_FILE, owner: this.account });
  }

  /** The account that the job runs under; undefined when it is the daemon's own. */
  get account(): number | undefined {
    return this.#parse(Account, this.#text(join(this.#notes, 'account.json')))?.account;
  }

  /** From now on the directory is the account's; what the daemon notes is kept where it cannot reach. */
  assignAccount(account: number | undefined): void {
    this.removeNotes();
    if (account === undefined) return;
    mkdirSync(this.#notes, { mode: 0o700 });
    replaceFile(join(this.#notes, 'account.json'), JSON.stringify({ account }), JOB_FILE);
    giveTo(this.path, account);
  }

  /** The job is forgotten, or has not begun. @throws what the file system says */
  removeNotes(): void {
    rmSync(this.#notes, { recursive: true, force: true });
  }

  hasBundle(): boolean {
    return existsSync(join(this.path, 'bundle.json'));
  }

  readBundle(): Bundle | undefined {
    return this.#read('bundle.json', Bundle, MAX_BUNDLE);
  }

  /**
   * Facts of the lab and secrets do not stay longer than the job. A directory of such a name is not the daemon's, holds whatever
   * a job put there, and counts as temporary.
   * @throws what the file system says
   */
  removeBundle(): void {
    for (const path of this.#secrets)
      if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) rmSync(path, { force: true });
  }

  /** Whether something was taken, and who says so: what is not the daemon's own is undone under the job's account. */
  leasesOf(): 'nobody' | 'daemon' | 'job' {
    const path = join(this.path, JOURNAL);
    if (!existsSync(path)) return 'nobody';
    const stat = lstatSync(path);
    if (!stat.isFile()) return 'nobody';
    return stat.uid === self() && this.account === undefined ? 'daemon' : 'job';
  }

  /** What was given back under the job's account. */
  readReturned(): Replayed | undefined {
    return this.#read(RETURNED, Replayed);
  }

  leases(): LeaseJournal {
    return new LeaseJournal(join(this.path, JOURNAL));
  }

  /** The job's own temporary files, and those of its programs. */
  get temporary(): string[] {
    return [...this.#secrets, ...['work', 'tmp'].map((name) => join(this.path, name))];
  }

  /** Whether a dispatcher has begun to run the job, and may have done anything since. */
  hasBegun(): boolean {
    return [this.spool, join(this.path, JOURNAL)].some((path) => existsSync(path));
  }

  readKillTime(): KillTime | undefined {
    return this.#note('kill-time.json', KillTime);
  }

  writeKillTime(time: KillTime): void {
    replaceFile(this.#noteFile('kill-time.json'), JSON.stringify(time), JOB_FILE);
  }

  readProcess(): ProcessId | undefined {
    return this.#note('process.json', ProcessId);
  }

  writeProcess(process: ProcessId): void {
    replaceFile(this.#noteFile('process.json'), JSON.stringify(process), JOB_FILE);
  }

  /** What the dispatcher asks of other jobs; undefined when it has asked nothing yet. */
  readAsk(): z.infer<typeof AskFile> | undefined {
    const path = join(this.path, ASK_FILE);
    if (!existsSync(path)) return undefined;
    return this.#parse(AskFile, this.#text(path, jobs(path)));
  }

  writeAnswer(answer: z.infer<typeof AnswerFile>): void {
    this.writeForJob(ANSWER_FILE, JSON.stringify(answer));
  }

  /** Undefined until the job holds its board. */
  readHold(): z.infer<typeof HoldFile> | undefined {
    return this.#read(HOLD_FILE, HoldFile);
  }

  /** Undefined until the server has said what is wanted. */
  readWish(): WishFile | undefined {
    return this.#read(WISH_FILE, WishFile);
  }

  writeWish(wish: WishFile): void {
    this.writeForJob(WISH_FILE, JSON.stringify(wish));
  }

  /** Undefined until somebody says something of a hold after a failure. */
  readFailureHold(): AskedHold | undefined {
    return this.#read(FAILURE_HOLD_FILE, FailureHoldFile);
  }

  writeFailureHold(hold: AskedHold): void {
    this.writeForJob(FAILURE_HOLD_FILE, JSON.stringify(hold));
  }

  /** Undefined until the dispatcher has ended properly. */
  readStatus(): JobStatus | undefined {
    return this.#read('status.json', JobStatus);
  }

  writeStatus(status: JobStatus): void {
    replaceFile(join(this.path, 'status.json'), JSON.stringify(status), JOB_FILE);
  }

  readCancel(): string | undefined {
    return this.#text(this.#noteFile('cancel'));
  }

  writeCancel(reason: string): void {
    replaceFile(this.#noteFile('cancel'), reason, JOB_FILE);
    if (this.account !== undefined) this.writeForJob('cancel', reason);
  }

  /** Whether SIGTERM was sent. */
  isCanceling(): boolean {
    return existsSync(this.#noteFile('canceling'));
  }

  writeCanceling(): void {
    replaceFile(this.#noteFile('canceling'), '', JOB_FILE);
  }

  /** Makes the log and the outcome outlive a power cut. @throws what the file system says */
  async sync(): Promise<void> {
    for (const name of ['records.ndjson', 'status.json', '.']) {
      const file = await open(join(this.path, name), READ);
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
      const path = join(this.path, 'stderr.log');
      const tail = readTail(path, 4 * length, jobs(path));
      return tail.toString('utf8').trim().slice(-length);
    } catch {
      return ''; // it never got so far
    }
  }

  /** Where a note of the daemon's is: in the job's directory, unless that is somebody else's. */
  #noteFile(name: string): string {
    return join(this.account === undefined ? this.path : this.#notes, name);
  }

  #note<T>(name: string, schema: z.ZodType<T>): T | undefined {
    return this.#parse(schema, this.#text(this.#noteFile(name)));
  }

  #read<T>(name: string, schema: z.ZodType<T>, most = MAX_FILE): T | undefined {
    const path = join(this.path, name);
    return this.#parse(schema, this.#text(path, jobs(path), most));
  }

  /** What was written by something that does not keep the contract is as good as not there. */
  #parse<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
    try {
      return text === undefined ? undefined : schema.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  }

  #text(path: string, options = DAEMONS, most = MAX_FILE): string | undefined {
    try {
      return readRegular(path, most, options).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
