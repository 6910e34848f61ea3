// SPDX-License-Identifier: Apache-2.0

import type { JobHealth, JobState } from '@lava/protocol/api/jobs.ts';
import type { DeviceHealth, DeviceState, WorkerHealth, WorkerState } from '@lava/protocol/api/lab.ts';
import type { JobStatus, Verdict } from '@lava/protocol/record/record.ts';
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType, Selectable } from 'kysely';

/** The tables of migrations/*.sql as TypeScript types. A test compares them with the real database. */

/** jsonb: read as a value, written as JSON text. */
type Json<T> = JSONColumnType<T & object, string, string>;
type Time = ColumnType<Date, Date | string, Date | string>;
type DefaultTime = ColumnType<Date, Date | string | undefined, Date | string>;

export interface UsersTable {
  id: GeneratedAlways<number>;
  username: string;
  email: Generated<string>;
  password: string | null;
  admin: Generated<boolean>;
  active: Generated<boolean>;
  created: DefaultTime;
  last_login: Time | null;
}

export interface GroupsTable {
  name: string;
}

export interface GroupMembersTable {
  group_name: string;
  user_id: number;
}

export interface ApiTokensTable {
  id: GeneratedAlways<number>;
  user_id: number;
  hash: Buffer;
  description: Generated<string>;
  created: DefaultTime;
  last_used: Time | null;
}

export interface SessionsTable {
  hash: Buffer;
  user_id: number;
  created: DefaultTime;
  expires: Time;
}

export interface DeviceTypesTable {
  name: string;
  description: Generated<string>;
  display: Generated<boolean>;
  created: DefaultTime;
}

export interface AliasesTable {
  name: string;
  device_type: string;
}

export interface TagsTable {
  name: string;
  description: Generated<string>;
}

export interface WorkersTable {
  name: string;
  description: Generated<string>;
  state: Generated<WorkerState>;
  health: Generated<WorkerHealth>;
  job_limit: Generated<number>;
  version: string | null;
  arch: string | null;
  last_seen: Time | null;
  public_key: string | null;
  join_key: string | null;
  join_expires: Time | null;
  created: DefaultTime;
}
export type WorkerRow = Selectable<WorkersTable>;

export interface DevicesTable {
  name: string;
  device_type: string;
  worker: string | null;
  state: Generated<DeviceState>;
  health: Generated<DeviceHealth>;
  exclusive: Generated<boolean>;
  health_before: DeviceHealth | null;
  synced: Generated<boolean>;
  description: Generated<string>;
  created: DefaultTime;
}
export type DeviceRow = Selectable<DevicesTable>;

export interface DeviceTagsTable {
  device: string;
  tag: string;
}

export type TextKind = 'template' | 'dictionary' | 'health-check';
export interface TextVersionsTable {
  kind: TextKind;
  name: string;
  version: number;
  text: string;
  author: string;
  time: DefaultTime;
}

export interface JobsTable {
  id: GeneratedAlways<number>;
  submission: string;
  description: string;
  state: Generated<JobState>;
  health: Generated<JobHealth>;
  priority: Generated<number>;
  submitter: number;
  visibility: 'public' | 'personal' | 'group';
  viewing_groups: Generated<string[]>;
  device_type: string | null;
  requested_device: string | null;
  requested_worker: string | null;
  tags: Generated<string[]>;
  health_check: Generated<boolean>;
  json: Generated<boolean>;
  definition: string;
  original_definition: string;
  metadata: ColumnType<Record<string, unknown>, string | undefined, string>;
  queue_timeout: number | null;
  waiting: Generated<string[]>;
  device: string | null;
  worker: string | null;
  submit_time: DefaultTime;
  schedule_time: Time | null;
  start_time: Time | null;
  end_time: Time | null;
  cancel_reason: string | null;
  error_code: string | null;
  error_kind: string | null;
  error_message: string | null;
  resubmitted_from: number | null;
  next_seq: Generated<number>;
  exit_records: number | null;
  exit_status: Json<JobStatus> | null;
}
export type JobRow = Selectable<JobsTable>;

export interface LogChunksTable {
  job_id: number;
  from_seq: number;
  count: number;
  file_offset: number;
  length: number;
  raw_length: number;
  file: Generated<number>;
}

export interface UnknownKeysTable {
  public_key: string;
  address: string;
  worker: string | null;
  first_seen: DefaultTime;
  last_seen: DefaultTime;
  attempts: Generated<number>;
}

export interface ResultsTable {
  job_id: number;
  record: number;
  suite: string;
  set_name: string | null;
  name: string;
  result: Verdict;
  measurement: number | null;
  units: string | null;
  reference: string | null;
  start_record: number | null;
  end_record: number | null;
  metadata: ColumnType<Record<string, unknown>, string | undefined, string>;
}
export type ResultRow = Selectable<ResultsTable>;

export interface AuditLogTable {
  id: GeneratedAlways<number>;
  time: DefaultTime;
  actor: string;
  object_kind: string;
  object: string;
  action: string;
  old: string | null;
  new: string | null;
  reason: Generated<string>;
}

export interface Tables {
  users: UsersTable;
  groups: GroupsTable;
  group_members: GroupMembersTable;
  api_tokens: ApiTokensTable;
  sessions: SessionsTable;
  device_types: DeviceTypesTable;
  aliases: AliasesTable;
  tags: TagsTable;
  workers: WorkersTable;
  devices: DevicesTable;
  device_tags: DeviceTagsTable;
  text_versions: TextVersionsTable;
  jobs: JobsTable;
  log_chunks: LogChunksTable;
  results: ResultsTable;
  unknown_keys: UnknownKeysTable;
  audit_log: AuditLogTable;
}
