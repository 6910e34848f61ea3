// SPDX-License-Identifier: Apache-2.0
import type { Queries } from '../../db/database.ts';
import type { SubscriptionRow } from '../../db/queries/subscriptions.ts';
import { type UserView, usersById } from '../../db/queries/users.ts';
import type { Actor } from '../../rights/permissions.ts';

type Whose = Pick<SubscriptionRow, 'user_id' | 'group_id'>;

/** Who reads for a subscription: its account, while that works; or what each member of its group may see, and no more. */
export function viewpointOf(
  { user_id, group_id }: Whose,
  users: ReadonlyMap<number, UserView>,
): Actor | undefined {
  if (group_id !== null) return { id: 0, username: '<notifier>', admin: false, groups: [group_id] };
  const user = users.get(user_id);
  return user?.active && (user.expires === null || user.expires > new Date()) ? user : undefined;
}

export function ownersOf(q: Queries, all: readonly Whose[]): Promise<Map<number, UserView>> {
  return usersById(q, [...new Set(all.map(({ user_id }) => user_id))]);
}
