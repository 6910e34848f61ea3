// SPDX-License-Identifier: Apache-2.0
import type { Generated, GeneratedAlways } from 'kysely';
import type { DefaultTime, Json } from './column-types.ts';

export interface MultinodeGroupsTable {
  id: GeneratedAlways<number>;
  target_group: string;
  first_job: number;
  size: number;
  failed_job: number | null;
  ended: Generated<boolean>;
}

export interface MultinodeJobsTable {
  job_id: number;
  group_id: number;
  sub_id: number;
  role: string;
  essential: Generated<boolean>;
}

export interface MultinodeMessagesTable {
  group_id: number;
  name: string;
  job_id: number;
  pairs: Json<Record<string, string>>;
  time: DefaultTime;
}

export interface MultinodeMeetingsTable {
  group_id: number;
  name: string;
  job_id: number;
  times: number;
}
