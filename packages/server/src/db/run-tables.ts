// SPDX-License-Identifier: Apache-2.0
import type { DeviceState } from '@lava/protocol/api/lab.ts';
import type { ErrorData } from '@lava/protocol/error/error.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DefaultTime, Json, Time } from './column-types.ts';

export interface RunsTable {
  id: GeneratedAlways<number>;
  job_id: number;
  attempt: Generated<number>;
  device: string;
  worker: string | null;
  schedule_time: DefaultTime;
  start_time: Time | null;
  deadline: Time | null;
  powered_time: Time | null;
  last_signal_time: Time | null;
  end_time: Time | null;
  next_seq: Generated<number>;
  exit_records: number | null;
  exit_status: Json<JobStatus> | null;
  link_token: string | null;
  failure: Json<ErrorData> | null;
}

export interface HoldsTable {
  device: string;
  run_id: number;
  state: Generated<Exclude<DeviceState, 'idle'>>;
  since: DefaultTime;
}

export interface LogChunksTable {
  run_id: number;
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

export interface SuitesTable {
  run_id: number;
  id: Generated<number>;
  name: string;
}

export interface ResultsTable {
  run_id: number;
  record: number;
  id: Generated<number>;
  suite_id: number;
  set_name: string | null;
  name: string;
  result: Verdict;
  measurement: string | null;
  units: string | null;
  reference: string | null;
  start_record: number | null;
  end_record: number | null;
  logged: Time | null;
  metadata: ColumnType<Record<string, unknown>, string | undefined, string>;
}

export interface ConsoleKeyboardsTable {
  job_id: number;
  console: string;
  holder: string;
  user_id: number;
  until: Date;
}
