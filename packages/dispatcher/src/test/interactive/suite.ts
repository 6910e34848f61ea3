// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../../engine/method.ts';
import { stageOf } from '../../shell-test/expected-cases.ts';
import type { Script } from './schema.ts';

/** Where the results of a script are. */
export function suiteOf(context: Pick<PlanContext, 'block' | 'target'>, { name }: Script): string {
  return `${stageOf(context)}_${name}`;
}
