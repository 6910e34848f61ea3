// SPDX-License-Identifier: Apache-2.0
import type { Queries } from '../db/database.ts';
import { groupIdOf } from '../db/queries/groups.ts';
import { getUser } from '../db/queries/users.ts';
import { notFound } from '../rights/refusals.ts';

/** Whose board it is, by name. */

export async function userId(q: Queries, name: string | null): Promise<number | null> {
  if (name === null) return null;
  const user = await getUser(q, name);
  if (!user) throw notFound('user', name);
  return user.id;
}

export async function groupId(q: Queries, name: string | null): Promise<number | null> {
  if (name === null) return null;
  const id = await groupIdOf(q, name);
  if (id === undefined) throw notFound('group', name);
  return id;
}
