// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import type { Method, PlanContext } from './method.ts';

/**
 * The method that fits.
 * @param known words by which users ask for methods
 * @param asked what the user wrote, e.g. `to: tftp`
 * @throws LavaError `method-none` with the refusal of every method
 */
export function select<M extends Method>(
  methods: readonly M[],
  context: PlanContext,
  section: string,
  known: readonly string[],
  asked = '',
): M {
  const refusals: Problem[] = [];
  let best: M | undefined;
  for (const method of methods) {
    const refusal = method.refuses(context);
    if (refusal !== undefined) refusals.push({ message: `${method.name}: ${refusal}` });
    else if (!best || (method.priority ?? -1) > (best.priority ?? -1)) best = method;
  }
  if (best) return best;
  throw new LavaError('method-none', `no ${section} method fits${asked && ` ${asked}`}`, {
    problems: refusals,
    ...(refusals.length === 0 && { hint: `known: ${known.join(', ')}` }),
  });
}
