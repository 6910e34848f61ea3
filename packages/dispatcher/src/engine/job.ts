// SPDX-License-Identifier: Apache-2.0
import { Cleanup } from '@lava/kit/cleanup.ts';
import { Progress } from '@lava/kit/progress.ts';
import type { Code } from '@lava/protocol/error/codes.ts';
import { errorType, LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import type { Kind } from '@lava/protocol/error/kind.ts';
import { seconds } from '@lava/protocol/job/timeout.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import { firstReason } from './first-reason.ts';
import type { JobRun } from './job-run.ts';
import type { Plan } from './plan.ts';
import { runStep } from './runner.ts';
import { isOfBlock, type Scope, type Step } from './step.ts';
import { reportUnreached } from './unreached.ts';
import { validatePlan } from './validate.ts';

/** Errors that a signal to the whole process group may be behind, and how long it may take to get here, milliseconds. */
const CLOSED = new Set<Code>(['connection-closed', 'qemu-failed']);
const SIGNAL_TIME = 30;

/** The same after somebody has asked a second time for the job to end. */
const HURRIED_CLEANUP_TIME = 10_000;

/**
 * Runs a planned job from validation to its last record; never throws. The first reason to fail is the job's; whatever
 * happens, finalize and the cleanup run, under a deadline of their own.
 * @param canceled aborts with the reason when somebody ends the job
 * @param hurried aborts when they ask again: the cleanup gets less time
 */
export async function runJob(
  job: JobRun,
  plan: Plan,
  canceled: AbortSignal,
  hurried: AbortSignal,
): Promise<JobStatus> {
  const { steps } = plan;
  const cleanup = new Cleanup();
  const blocks = steps.filter(isOfBlock);
  let failure: LavaError | undefined;
  let touched = false;
  {
    using root = Progress.root();
    const limit = seconds(job.job.timeouts.job);
    using progress = root.child(
      limit * 1000,
      () => new LavaError('job-timeout', `the job timed out after ${limit} seconds`),
    );
    job.deadline = progress.deadline;
    const cancel = () => root.cancel(canceled.reason);
    canceled.addEventListener('abort', cancel, { once: true });
    if (canceled.aborted) cancel();
    try {
      await validatePlan({ job, progress, cleanup }, plan);
      for (const step of blocks) prepare(job, step);
      touched = true;
      for (const step of blocks) await runBlock({ job, progress, cleanup }, step);
    } catch (error) {
      await settle(progress, error);
      failure = firstReason(progress, error);
    }
    canceled.removeEventListener('abort', cancel);
  }
  if (failure && touched && !canceled.aborted) await holdAfter(failure, { job, cleanup }, plan, canceled);
  reportUnreached(job, steps);
  await finish(
    job,
    steps.find((step) => step.section === 'finalize'),
    cleanup,
    hurried,
  );
  await job.log.flush();
  return report(job, failure ?? job.log.trouble);
}

/** After these there is a board, and something to see at it. */
const OF_THE_BOARD = new Set<Kind>(['job', 'test', 'infrastructure']);

/** Where somebody asked for it, people get the board as the failure has left it. The verdict stays what it is. */
async function holdAfter(
  failure: LavaError,
  { job, cleanup }: Pick<Scope, 'job' | 'cleanup'>,
  plan: Plan,
  canceled: AbortSignal,
): Promise<void> {
  if (!OF_THE_BOARD.has(failure.kind)) return;
  using progress = Progress.root();
  const cancel = () => progress.cancel(canceled.reason);
  canceled.addEventListener('abort', cancel, { once: true });
  try {
    const step = await holdStep(job, plan);
    if (step) job.log.error(`The job has failed: ${failure.message}`);
    if (step) await runStep({ job, progress, cleanup }, step);
  } catch (error) {
    job.log.warning(`the hold after the failure has ended: ${toLavaError(error).message}`);
  }
  canceled.removeEventListener('abort', cancel);
}

/** What was said while the job ran counts, else what its definition says. */
async function holdStep({ host }: JobRun, { steps, askedHold }: Plan): Promise<Step | undefined> {
  const asked = await host.askedHold();
  if (asked === undefined) return steps.find(({ section }) => section === 'on-failure');
  return asked > 0 ? askedHold({ seconds: asked }) : undefined;
}

/** A test block may run out of time without harm, when it says so. */
async function runBlock(scope: Scope, step: Step): Promise<void> {
  try {
    await runStep(scope, step);
  } catch (thrown) {
    const error = toLavaError(thrown);
    if (error.code !== 'test-timeout' || !step.skipOnTimeout || scope.progress.signal.aborted) throw error;
    scope.job.log.warning(`${error.message}; the job continues, because its timeout says skip`);
  }
}

/** Ctrl-C reaches the emulator as soon as this process: whoever notices first, the wish to end is the reason. */
async function settle(progress: Progress, error: unknown): Promise<void> {
  const closed = error instanceof LavaError && CLOSED.has(error.code);
  if (closed && !progress.signal.aborted) await new Promise((resolve) => setTimeout(resolve, SIGNAL_TIME));
}

function prepare(job: JobRun, step: Step): void {
  step.spec.prepare?.(job);
  for (const child of step.children) prepare(job, child);
}

async function finish(
  job: JobRun,
  finalize: Step | undefined,
  cleanup: Cleanup,
  hurried: AbortSignal,
): Promise<void> {
  using root = Progress.root();
  const hurry = () => {
    const timer = setTimeout(
      () => root.cancel(new LavaError('step-timeout', 'the clean-up was cut short')),
      HURRIED_CLEANUP_TIME,
    );
    timer.unref();
  };
  hurried.addEventListener('abort', hurry, { once: true });
  if (hurried.aborted) hurry();
  using progress = root.child(
    job.cleanupTime,
    () => new LavaError('step-timeout', 'the clean-up took too long'),
  );
  try {
    if (finalize) await runStep({ job, progress, cleanup }, finalize);
  } catch (error) {
    job.log.error(`finalize failed: ${toLavaError(error).message}`);
  }
  job.log.debug('Cleaning after the job');
  for (const { what, error } of await cleanup.run(progress)) {
    job.log.error(`could not ${what}: ${toLavaError(error).message}`);
  }
}

function report(job: JobRun, failure: LavaError | undefined): JobStatus {
  const { log } = job;
  if (!failure) {
    log.result({ definition: 'lava', case: 'job', result: 'pass' });
    return { health: 'complete', ...job.timing };
  }
  const { code, kind, message } = failure;
  const error_type = errorType(kind);
  log.line('exception', `${error_type} error: ${message}`);
  for (const problem of failure.problems) log.line('exception', `  ${problem.message}`);
  if (failure.hint) log.info(`hint: ${failure.hint}`);
  log.result({ definition: 'lava', case: 'job', result: 'fail', error_msg: message, error_type });
  return { health: kind === 'canceled' ? 'canceled' : 'incomplete', code, kind, message, ...job.timing };
}
