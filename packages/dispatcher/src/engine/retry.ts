// SPDX-License-Identifier: Apache-2.0
import { Cleanup } from '@lava/kit/cleanup.ts';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import { firstReason } from './first-reason.ts';
import type { Scope, Step } from './step.ts';

/** Time for undoing a failed attempt, milliseconds. */
const UNDO_TIME = 60_000;

/**
 * Runs a retry step: until its first success (`failure_retry`), or as often as told (`repeat`). Only errors of kind job, test
 * and infrastructure are tried again; what a failed attempt took is undone before the next.
 */
export async function runAttempts(
  scope: Scope,
  step: Step,
  once: (scope: Scope) => Promise<void>,
): Promise<void> {
  const { log } = scope.job;
  let failures = 0;
  let last: LavaError | undefined;
  for (let attempt = 1; attempt <= step.maxRetries; attempt++) {
    const cleanup = new Cleanup();
    try {
      await once({ ...scope, cleanup, attempt });
      cleanup.moveTo(scope.cleanup);
      if (!step.repeat) return;
      continue;
    } catch (thrown) {
      last = firstReason(scope.progress, thrown);
    }
    failures += 1;
    log.error(`${step.name} failed: ${attempt} of ${step.maxRetries} attempts. '${last.message}'`);
    await undo(scope, cleanup);
    if (!retriable(last) || scope.progress.signal.aborted) throw last;
    if (attempt === step.maxRetries) {
      if (step.maxRetries > 1) log.error(`${failures} retries failed for ${step.name}`);
      throw last;
    }
    await pause(scope.progress, step, last);
  }
  if (last)
    throw new LavaError(last.code, `${failures} of ${step.maxRetries} repeats of ${step.name} failed`, {
      cause: last,
    });
}

function retriable({ kind }: LavaError): boolean {
  return kind === 'job' || kind === 'test' || kind === 'infrastructure';
}

async function pause(progress: Progress, step: Step, last: LavaError): Promise<void> {
  if (step.retryInterval * 1000 >= progress.remaining()) {
    throw new LavaError(
      last.code,
      `no time left for the remaining attempts of ${step.name}: ${last.message}`,
      { cause: last },
    );
  }
  await progress.sleep(step.retryInterval * 1000);
}

/** Undoing has a deadline of its own: it must also work after the step's time is up. */
async function undo(scope: Scope, cleanup: Cleanup): Promise<void> {
  using root = Progress.root();
  using progress = root.child(UNDO_TIME, () => new LavaError('step-timeout', 'the clean-up took too long'));
  for (const { what, error } of await cleanup.run(progress)) {
    scope.job.log.warning(`could not ${what}: ${toLavaError(error).message}`);
  }
}
