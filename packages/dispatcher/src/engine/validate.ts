// SPDX-License-Identifier: Apache-2.0
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import type { Scope, Step } from './step.ts';

/**
 * Every check that can be made on the worker before anything is touched, all problems at once.
 * @throws LavaError `job-invalid`, or the single error's own code when there is just one
 */
export async function validatePlan(scope: Scope, steps: Step[]): Promise<void> {
  const { log } = scope.job;
  const started = performance.now();
  log.info('start: 0 validate');
  const errors: { step: Step; error: LavaError }[] = [];
  for (const step of steps) await validateStep(scope, step, errors);
  const duration = ((performance.now() - started) / 1000).toFixed(2);
  log.info(`validate duration: ${duration}`);
  const [first, ...more] = errors;
  log.result({ definition: 'lava', case: 'validate', result: first ? 'fail' : 'pass', duration });
  if (!first) return;
  const text = ({ step, error }: (typeof errors)[number]) => `${step.level} ${step.name}: ${error.message}`;
  if (more.length === 0)
    throw new LavaError(first.error.code, text(first), { hint: first.error.hint, cause: first.error });
  const problems = errors.map((each) => ({ message: text(each), hint: each.error.hint }));
  throw new LavaError(first.error.code, `${errors.length} problems found before the run`, { problems });
}

async function validateStep(
  scope: Scope,
  step: Step,
  errors: { step: Step; error: LavaError }[],
): Promise<void> {
  try {
    if (!step.spec.run && step.children.length === 0)
      throw new LavaError('step-unavailable', 'this version can plan the step, but not run it');
    await step.spec.validate?.({
      attempt: 1,
      ...scope,
      step,
      log: scope.job.log,
      children: async () => {},
      result: () => {},
    });
  } catch (error) {
    scope.progress.throwIfDone();
    errors.push({ step, error: toLavaError(error) });
  }
  for (const child of step.children) await validateStep(scope, child, errors);
}
