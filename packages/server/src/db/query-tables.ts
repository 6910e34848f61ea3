// SPDX-License-Identifier: Apache-2.0
import type { GeneratedAlways } from 'kysely';
import type { DefaultTime } from './column-types.ts';

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
}
