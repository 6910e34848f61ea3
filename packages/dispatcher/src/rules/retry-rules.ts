// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { at } from '../job/read.ts';
import { isEmptyValue } from '../job/refusal.ts';
import type { PlacedBlock } from './placed-block.ts';

/** Jobs that cannot be tried again, and why. */
export function retryRules(job: unknown, blocks: readonly PlacedBlock[]): Problem[] {
  const retries = at(job, 'retry', 'infrastructure');
  if (typeof retries !== 'number' || retries === 0) return [];
  const why = whyNot(job, blocks);
  if (why === undefined) return [];
  const hint = 'leave out `retry`';
  return [{ message: `\`retry\` cannot be used here: ${why}`, hint, where: { path: ['retry'] } }];
}

function whyNot(job: unknown, blocks: readonly PlacedBlock[]): string | undefined {
  if (!isEmptyValue(at(job, 'protocols', 'lava-multinode') ?? null))
    return 'the jobs of a MultiNode group are not tried again, neither one nor all';
  if (blocks.some(({ section }) => section === 'hold') || !isEmptyValue(at(job, 'hold_on_failure') ?? null))
    return 'the job holds its board for a person';
  return undefined;
}
