// SPDX-License-Identifier: Apache-2.0
import type { Generated, GeneratedAlways } from 'kysely';
import type { DefaultTime, Time } from './column-types.ts';

/** What people keep about results, see `tables.ts`. */

export interface QueriesTable {
  id: GeneratedAlways<number>;
  user_id: number;
  group_id: number | null;
  name: string;
  filter: string;
  conditions: string | null;
  description: string;
  published: boolean;
  changed: DefaultTime;
  version: Generated<number>;
}

export interface KnownFailuresTable {
  id: GeneratedAlways<number>;
  device_type: string | null;
  suite: string;
  name: string;
  reason: string;
  url: string | null;
  author: string;
  created: DefaultTime;
  expires: Time | null;
}
