// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import type { ExpectedCases } from '../engine/step.ts';
import { plannedDefinitions } from '../overlay/planned-definitions.ts';

type Context = Pick<PlanContext, 'block' | 'target'>;

/** Number of the block among those of its namespace. */
export function stageOf({ block, target }: Context): number {
  return target.tests.find((test) => test.block === block)?.stage ?? 0;
}

/** What its definitions are expected to report, as far as the job says it; those that are fetched may say more. */
export function expectedCases(context: Context): ExpectedCases[] {
  const stage = stageOf(context);
  return plannedDefinitions(context.target.tests)
    .filter((each) => each.stage === stage)
    .map(({ block, run }) => ({ suite: run, cases: block.expected ?? [] }));
}
