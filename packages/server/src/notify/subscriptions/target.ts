// SPDX-License-Identifier: Apache-2.0
import type { SubscriptionRow } from '../../db/queries/subscriptions.ts';
import { shownAddress } from '../callback/address.ts';

/** Where a subscription sends to, as its owner is shown it: whoever knows the address of a chat's hook may write there. */
export function shownTarget({
  kind,
  url,
  room,
  username,
  group_name,
}: Pick<SubscriptionRow, 'kind' | 'url' | 'room' | 'username' | 'group_name'>): string {
  if (url === null) return group_name === null ? username : `members of ${group_name}`;
  const { origin } = new URL(url);
  if (kind === 'matrix') return `${room} at ${origin}`;
  return kind === 'webhook' ? shownAddress(url).replace(/\?.*$/s, '?…') : `${origin}/…`;
}
