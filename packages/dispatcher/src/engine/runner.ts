// SPDX-License-Identifier: Apache-2.0
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { hms } from './duration.ts';
import { firstReason } from './first-reason.ts';
import { runAttempts } from './retry.ts';
import type { Scope, Step } from './step.ts';
import { notWritten } from './unwritten.ts';

/**
 * Runs a step and its children: start and end lines, deadline, result line.
 * @throws whatever the step failed with, as LavaError
 */
export async function runStep(scope: Scope, step: Step): Promise<void> {
  const { job } = scope;
  const lvl = step.level.includes('.') ? 'debug' : 'info';
  const { level, name, timeout } = step;
  const ms = allowed(scope, step);
  using progress = scope.progress.child(ms, () => timedOut(step, ms));
  const started = performance.now();
  job.log.step(
    lvl,
    `start: ${level} ${name} (timeout ${hms(Math.min(timeout, progress.remaining() / 1000))}) [${step.namespace}]`,
    {
      event: 'start',
      level,
      name,
      timeout,
    },
  );
  const extra: Record<string, unknown> = {};
  let failure: LavaError | undefined;
  try {
    progress.throwIfDone();
    await runBody({ ...scope, progress }, step, extra);
  } catch (error) {
    failure = firstReason(progress, error);
    extra.fail ??= failure.message;
  }
  const duration = (performance.now() - started) / 1000;
  if (Object.keys(extra).length > 0) {
    const result = failure || 'fail' in extra ? 'fail' : 'pass';
    job.log.result({
      definition: 'lava',
      case: name,
      result,
      namespace: step.namespace,
      level,
      duration: duration.toFixed(2),
      extra,
    });
  }
  job.log.step(lvl, `end: ${level} ${name} (duration ${hms(duration)}) [${step.namespace}]`, {
    event: 'end',
    level,
    name,
    duration: Math.round(duration * 1000) / 1000,
    ok: !failure,
  });
  if (failure) throw failure;
}

/** The step's own code, or its children when it has none; a retry step does it until it works. */
async function runBody(scope: Scope, step: Step, extra: Record<string, unknown>): Promise<void> {
  const once = async (inner: Scope) => {
    const children = async () => {
      for (const child of step.children) await runStep(inner, child);
    };
    const { spec } = step;
    if (spec.kind === 'absorbed') return;
    if (spec.kind === 'unwritten') throw notWritten();
    if (!('run' in spec) || !spec.run) return children();
    const result = (more: Record<string, unknown>) => Object.assign(extra, more);
    if (spec.expects) inner.job.begun.add(spec);
    const work = spec.run({ attempt: 1, ...inner, step, log: inner.job.log, children, result });
    await (step.children.length === 0 ? untilLeft(inner.progress, work) : work);
  };
  return step.spec.kind === 'retry' ? runAttempts(scope, step, once) : once(scope);
}

/** How long a step may take to let go of what it holds when it has to end, milliseconds: a tool gets SIGTERM and some seconds. */
const LEAVE_TIME = 10_000;

/**
 * The outcome of a step's own code. When the step has to end and its code does not, the reason for that: whatever it waits for,
 * and whoever forgot to let it go, the job ends.
 */
async function untilLeft(progress: Progress, work: Promise<void>): Promise<void> {
  const left = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const leave = () => {
    timer = setTimeout(() => left.reject(progress.signal.reason), LEAVE_TIME);
  };
  progress.signal.addEventListener('abort', leave, { once: true });
  if (progress.signal.aborted) leave();
  try {
    await Promise.race([work, left.promise]);
  } finally {
    clearTimeout(timer);
    progress.signal.removeEventListener('abort', leave);
  }
}

/** So much earlier than the step around it a step runs out of time, milliseconds: the innermost one says whose fault it is. */
const EARLIER = 5;

/** Milliseconds that the step may take. What is left of the job is for the job itself to tell. */
function allowed({ job, progress }: Scope, { level, timeout }: Step): number {
  const own = timeout * 1000;
  const outermost = !level.includes('.') || progress.deadline >= (job.deadline ?? Number.POSITIVE_INFINITY);
  return outermost ? own : Math.min(own, progress.remaining() - EARLIER);
}

function timedOut(step: Step, ms: number): LavaError {
  return new LavaError(
    step.spec.timeoutCode ?? 'job-timeout',
    `${step.name} timed out after ${Math.max(0, Math.round(ms / 1000))} seconds`,
    {
      hint: `give more time with timeouts.actions.${step.name} in the job`,
    },
  );
}
