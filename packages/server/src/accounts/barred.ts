// SPDX-License-Identifier: Apache-2.0
import type { Queries } from '../db/database.ts';
import { usersById } from '../db/queries/users.ts';
import { type ObjectGrants, permits } from '../rights/grants.ts';

/**
 * Which of the devices each submitter may not use now; their rights may have changed since they submitted.
 * @param restricted devices that not everybody may use, with what was given on them
 */
export async function barredDevices(
  q: Queries,
  submitters: readonly number[],
  restricted: ReadonlyMap<string, ObjectGrants>,
): Promise<Map<number, ReadonlySet<string>>> {
  if (restricted.size === 0 || submitters.length === 0) return new Map();
  const users = await usersById(q, [...new Set(submitters)]);
  return new Map(
    Array.from(users, ([id, user]) => [
      id,
      new Set([...restricted].filter(([, on]) => !permits(user, 'submit', on)).map(([name]) => name)),
    ]),
  );
}
