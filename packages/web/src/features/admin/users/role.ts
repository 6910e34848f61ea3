// SPDX-License-Identifier: Apache-2.0
import type { Account } from '@lava/protocol/api/auth.ts';

/** What an account may be used for, in one word. */
export function roleOf({ active, expires, admin }: Account): string {
  if (!active) return 'Deactivated';
  if (expires !== null && Date.parse(expires) <= Date.now()) return 'Expired';
  return admin ? 'Administrator' : 'User';
}
