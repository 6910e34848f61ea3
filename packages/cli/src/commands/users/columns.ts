// SPDX-License-Identifier: Apache-2.0
import type { Account } from '@lava/protocol/api/auth.ts';
import type { FieldValue } from '../../output/output.ts';
import { when } from '../../output/time.ts';

export function describeUser({
  username,
  admin,
  active,
  expires,
  email,
  groups,
  created,
  lastLogin,
  secondFactor,
  identities = [],
}: Account): [string, FieldValue][] {
  return [
    ['name', username],
    ['admin', admin ? 'yes' : 'no'],
    ['active', active ? 'yes' : 'no'],
    ['expires', expires === null ? 'never' : when(expires)],
    ['email', email],
    ['groups', groups.join(' ')],
    ['second factor', secondFactor ? 'yes' : 'no'],
    ['linked with', identities.map(({ provider, subject }) => `${provider}:${subject}`).join(' ')],
    ['added', when(created)],
    ['last sign-in', lastLogin === null ? 'never' : when(lastLogin)],
  ];
}
