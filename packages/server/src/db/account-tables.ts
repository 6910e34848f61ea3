// SPDX-License-Identifier: Apache-2.0
import type { IdentityProvider, TokenScope } from '@lava/protocol/api/auth.ts';
import type { Permission, PermissionKind } from '@lava/protocol/api/permissions.ts';
import type { Generated, GeneratedAlways } from 'kysely';
import type { DefaultTime, Time } from './column-types.ts';

/** The tables of accounts, see `tables.ts`. */

export interface UsersTable {
  id: GeneratedAlways<number>;
  username: string;
  email: Generated<string>;
  password: string | null;
  admin: Generated<boolean>;
  active: Generated<boolean>;
  expires: Time | null;
  created: DefaultTime;
  last_login: Time | null;
  share_weight: Generated<number>;
}

export interface GroupsTable {
  id: GeneratedAlways<number>;
  name: string;
  share_weight: number | null;
  device_cap: number | null;
}

export interface FairShareTable {
  one: Generated<boolean>;
  enabled: Generated<boolean>;
  half_life: Generated<number>;
  ageing: Generated<number>;
  version: Generated<number>;
}

export interface ShareUsageTable {
  user_id: number;
  seconds: number;
  as_of: Time;
}

export interface ShareChargesTable {
  id: GeneratedAlways<number>;
  user_id: number;
  seconds: number;
  ended: Time;
}

export interface GroupMembersTable {
  group_id: number;
  user_id: number;
}

export interface GrantsTable {
  id: GeneratedAlways<number>;
  kind: PermissionKind;
  device_type: string | null;
  device: string | null;
  worker: string | null;
  permission: Permission;
  user_id: number | null;
  group_id: number | null;
  created: DefaultTime;
}

export interface ApiTokensTable {
  id: GeneratedAlways<number>;
  user_id: number;
  hash: Buffer;
  description: Generated<string>;
  scope: Generated<TokenScope>;
  created: DefaultTime;
  expires: Time;
  last_used: Time | null;
}

export interface SessionsTable {
  hash: Buffer;
  id: GeneratedAlways<number>;
  user_id: number;
  /** The browser, as it names itself. */
  agent: Generated<string>;
  created: DefaultTime;
  last_used: DefaultTime;
  expires: Time;
}

export interface PasswordLinksTable {
  user_id: number;
  hash: Buffer;
  expires: Time;
}

export interface SecondFactorsTable {
  user_id: number;
  secret: Buffer | null;
  since: Time | null;
  step: Generated<number>;
  pending: Buffer | null;
  pending_until: Time | null;
  wrong: Generated<number>;
  next_try: DefaultTime;
}

export interface RecoveryCodesTable {
  user_id: number;
  hash: Buffer;
}

export interface IdentitiesTable {
  user_id: number;
  provider: IdentityProvider;
  subject: string;
}

export interface AccountTables {
  users: UsersTable;
  groups: GroupsTable;
  group_members: GroupMembersTable;
  fair_share: FairShareTable;
  share_usage: ShareUsageTable;
  share_charges: ShareChargesTable;
  api_tokens: ApiTokensTable;
  password_links: PasswordLinksTable;
  identities: IdentitiesTable;
  second_factors: SecondFactorsTable;
  recovery_codes: RecoveryCodesTable;
  sessions: SessionsTable;
  grants: GrantsTable;
}
