// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem, toLavaError } from '@lava/protocol/error/error.ts';
import type { Plan } from './plan.ts';
import { isOfBlock, type Run, type Scope, type Step } from './step.ts';
import { notWritten } from './unwritten.ts';

/**
 * Every check that can be made on the worker before anything is touched, all problems together.
 * @throws LavaError `job-invalid`, or the single error's own code when there is just one
 */
export async function validatePlan(
  scope: Scope,
  { steps, lacks, places }: Pick<Plan, 'steps' | 'lacks'> & Partial<Pick<Plan, 'places'>>,
): Promise<void> {
  const { log } = scope.job;
  const started = performance.now();
  log.info('start: 0 validate');
  const errors: Found[] = lacks.map(lacking);
  const blocks = steps.filter(isOfBlock);
  for (const step of blocks) await validateStep(scope, step, errors, places?.get(step));
  const duration = ((performance.now() - started) / 1000).toFixed(2);
  log.info(`validate duration: ${duration}`);
  const [first, ...more] = errors;
  log.result({ definition: 'lava', case: 'validate', result: first ? 'fail' : 'pass', duration });
  if (!first) return;
  const text = ({ place, error }: Found) => `${place}: ${error.message}`;
  if (more.length === 0)
    throw new LavaError(first.error.code, text(first), {
      ...{ hint: first.error.hint, cause: first.error, where: first.where },
    });
  const problems = errors.map((each) => ({ message: text(each), hint: each.error.hint, where: each.where }));
  throw new LavaError(first.error.code, `${errors.length} problems found before the run`, { problems });
}

/** A problem, and the step or block that has it. */
interface Found {
  place: string;
  error: LavaError;
  /** In the job. */
  where: Problem['where'];
}

function lacking({ message, hint, where }: Problem): Found {
  return {
    place: where?.path?.join('.') ?? 'job',
    error: new LavaError('job-invalid', message, hint === undefined ? {} : { hint }),
    where,
  };
}

async function validateStep(
  scope: Scope,
  step: Step,
  errors: Found[],
  where: Problem['where'],
): Promise<void> {
  try {
    if (step.spec.kind === 'unwritten') throw notWritten();
    const run: Run = {
      attempt: 1,
      ...scope,
      step,
      log: scope.job.log,
      children: async () => {},
      result: () => {},
    };
    if (step.spec.validate) await scope.progress.race(step.spec.validate(run));
  } catch (error) {
    scope.progress.throwIfDone();
    errors.push({ place: `${step.level} ${step.name}`, error: toLavaError(error), where });
  }
  for (const child of step.children) await validateStep(scope, child, errors, where);
}
