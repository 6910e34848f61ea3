// SPDX-License-Identifier: Apache-2.0
import { queryMethods } from '@lava/protocol/api/client/queries.ts';
import type { SavedQuery } from '@lava/protocol/api/queries.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Context } from '../../context.ts';

/** Of a query: what its summary says. */
export const WHICH = 'its name, OWNER/NAME for that of an account or group, or its number';

/**
 * Your own and those of your groups come first.
 * @throws LavaError `not-found`, `conflict` when several have the name
 */
export async function findQuery(context: Context, asked: string): Promise<SavedQuery> {
  const methods = queryMethods(context.client());
  if (/^\d+$/.test(asked)) return methods.get(Number(asked));
  const [owner, name = asked] = asked.includes('/') ? asked.split('/', 2) : [];
  const mine = owner === undefined ? (await methods.list({ name, mine: 'true' })).items : [];
  const found = mine.length > 0 ? mine : (await methods.list({ name, owner })).items;
  const [first, second] = found;
  if (!first) throw new LavaError('not-found', `there is no query ${asked}`);
  if (second)
    throw new LavaError('conflict', `several queries are called ${asked}`, {
      hint: `say whose: ${found.map((each) => `${each.group ?? each.owner}/${each.name}`).join(', ')}`,
    });
  return first;
}
