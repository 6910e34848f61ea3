// SPDX-License-Identifier: Apache-2.0

import type { HistoryKind } from '@lava/protocol/api/history.ts';
import type { JobHealth, JobState } from '@lava/protocol/api/jobs.ts';
import type { DeviceHealth, HealthDenominator, WorkerHealth, WorkerState } from '@lava/protocol/api/lab.ts';
import type { ColumnType, Generated, GeneratedAlways, Selectable } from 'kysely';
import type { AccountTables } from './account-tables.ts';
import type { DefaultTime, Time } from './column-types.ts';
import type {
  AttachmentPartsTable,
  AttachmentsTable,
  FailureTagsTable,
  JobCommentsTable,
  JobFailureTagsTable,
  KeptJobsTable,
} from './comment-tables.ts';
import type { FailureHoldsTable, LeasesTable } from './lease-tables.ts';
import type {
  MultinodeGroupsTable,
  MultinodeJobsTable,
  MultinodeMeetingsTable,
  MultinodeMessagesTable,
} from './multinode-tables.ts';
import type {
  ArtifactTokensTable,
  DeliveriesTable,
  EndedJobsTable,
  NoticesTable,
  SubscriptionsTable,
} from './notify-tables.ts';
import type { KnownFailuresTable, QueriesTable } from './query-tables.ts';
import type {
  ConsoleKeyboardsTable,
  HoldsTable,
  LogChunksTable,
  ResultsTable,
  RunsTable,
  SuitesTable,
  UnknownKeysTable,
} from './run-tables.ts';

/** The tables of migrations/*.sql as TypeScript types. A test compares them with the real database. */

export interface DeviceTypesTable {
  name: string;
  /** null: never given. */
  description: Generated<string | null>;
  display: Generated<boolean>;
  created: DefaultTime;
  health_frequency: Generated<number>;
  health_denominator: Generated<HealthDenominator>;
  disable_health_check: Generated<boolean>;
  architecture: string | null;
  processor: string | null;
  cpu_model: string | null;
  bits: number | null;
  cores: Generated<string[]>;
  core_count: number | null;
  retries: number | null;
}

export interface AliasesTable {
  name: string;
  device_type: string;
}

export interface TagsTable {
  id: GeneratedAlways<number>;
  name: string;
  /** null: never given. */
  description: Generated<string | null>;
}

export interface WorkersTable {
  name: string;
  /** null: never given. */
  description: Generated<string | null>;
  state: Generated<WorkerState>;
  health: Generated<WorkerHealth>;
  job_limit: Generated<number>;
  version: string | null;
  arch: string | null;
  last_seen: Time | null;
  public_key: string | null;
  join_key: string | null;
  join_expires: Time | null;
  token_hash: Buffer | null;
  created: DefaultTime;
}
export type WorkerRow = Selectable<WorkersTable>;

export interface WorkerInstancesTable {
  worker: string;
  instance: string;
  host: string;
  first_seen: DefaultTime;
  last_seen: DefaultTime;
  back_since: Time | null;
  told: Generated<boolean>;
}

export interface DevicesTable {
  name: string;
  device_type: string;
  worker: string | null;
  health: Generated<DeviceHealth>;
  exclusive: Generated<boolean>;
  health_before: DeviceHealth | null;
  synced: Generated<boolean>;
  /** null: never given. */
  description: Generated<string | null>;
  created: DefaultTime;
  disable_health_check: Generated<boolean>;
  base_template: string | null;
  health_check_job: number | null;
  health_check_time: Time | null;
  revision: string | null;
  owner: number | null;
  owner_group: number | null;
  ledger_since: Time | null;
}
export type DeviceRow = Selectable<DevicesTable>;

export interface QuarantinesTable {
  device: string;
  since: DefaultTime;
  reason: string;
  passed: Generated<number>;
  rounds: number;
}

export interface SuspectWorkersTable {
  worker: string;
  since: DefaultTime;
  reason: string;
}

export interface DeviceTagsTable {
  device: string;
  tag: string;
  /** They are in this order. */
  place: GeneratedAlways<number>;
}

export type TextKind =
  | 'template'
  | 'dictionary'
  | 'health-check'
  | 'worker-config'
  | 'worker-env'
  | 'worker-env-dut';
export interface TextVersionsTable {
  kind: TextKind;
  name: string;
  version: number;
  text: string;
  author: string;
  time: DefaultTime;
}

export interface JobDefinitionsTable {
  hash: Buffer;
  text: string;
}

export interface DemandsTable {
  id: GeneratedAlways<number>;
  device_type: string | null;
  requested_device: string | null;
  requested_worker: string | null;
  tags: Generated<string[]>;
  json: Generated<boolean>;
  grouped: Generated<boolean>;
  avoid: Generated<string[]>;
}

export interface JobsTable {
  id: GeneratedAlways<number>;
  state: Generated<JobState>;
  health: Generated<JobHealth>;
  priority: Generated<number>;
  submitter: number;
  visibility: 'public' | 'personal' | 'group';
  viewing_groups: Generated<number[]>;
  device_type: string | null;
  demand_id: number;
  health_check: Generated<boolean>;
  queue_timeout: number | null;
  submit_time: DefaultTime;
  expires: Time | null;
  end_time: Time | null;
  run_id: number | null;
  cancel_reason: string | null;
  error_code: string | null;
  error_kind: string | null;
  error_message: string | null;
  notifies: Generated<boolean>;
}

export interface JobRequestsTable {
  job_id: number;
  submission: string;
  description: string;
  definition: Buffer;
  original_definition: Buffer;
  metadata: ColumnType<Record<string, unknown>, string | undefined, string>;
  resubmitted_from: number | null;
  time_limit: number | null;
  retries: Generated<number>;
}

export interface AuditLogTable {
  id: Generated<number>;
  time: DefaultTime;
  actor: string;
  object_kind: HistoryKind;
  object: string;
  action: string;
  old: string | null;
  new: string | null;
  reason: Generated<string>;
}

export interface ProcessProblem {
  code: string;
  message: string;
  since: string;
}

export interface ProcessesTable {
  id: string;
  host: string;
  pid: number;
  roles: string[];
  version: string;
  started: DefaultTime;
  seen: DefaultTime;
  http_port: number | null;
  control_port: number | null;
  log_port: number | null;
  events_port: number | null;
  events_curve: Generated<boolean>;
  problems: ColumnType<ProcessProblem[], string | undefined, string>;
}

export interface ServerKeysTable {
  kind: 'curve';
  public_key: string;
  secret_key: string;
  created: DefaultTime;
}

export interface Tables extends AccountTables {
  console_keyboards: ConsoleKeyboardsTable;
  device_types: DeviceTypesTable;
  aliases: AliasesTable;
  tags: TagsTable;
  workers: WorkersTable;
  worker_instances: WorkerInstancesTable;
  devices: DevicesTable;
  device_tags: DeviceTagsTable;
  quarantines: QuarantinesTable;
  suspect_workers: SuspectWorkersTable;
  text_versions: TextVersionsTable;
  job_definitions: JobDefinitionsTable;
  job_requests: JobRequestsTable;
  demands: DemandsTable;
  jobs: JobsTable;
  multinode_groups: MultinodeGroupsTable;
  multinode_jobs: MultinodeJobsTable;
  multinode_messages: MultinodeMessagesTable;
  multinode_meetings: MultinodeMeetingsTable;
  job_comments: JobCommentsTable;
  attachments: AttachmentsTable;
  attachment_parts: AttachmentPartsTable;
  kept_jobs: KeptJobsTable;
  failure_tags: FailureTagsTable;
  job_failure_tags: JobFailureTagsTable;
  leases: LeasesTable;
  failure_holds: FailureHoldsTable;
  runs: RunsTable;
  holds: HoldsTable;
  notices: NoticesTable;
  deliveries: DeliveriesTable;
  subscriptions: SubscriptionsTable;
  ended_jobs: EndedJobsTable;
  queries: QueriesTable;
  known_failures: KnownFailuresTable;
  artifact_tokens: ArtifactTokensTable;
  log_chunks: LogChunksTable;
  suites: SuitesTable;
  results: ResultsTable;
  unknown_keys: UnknownKeysTable;
  audit_log: AuditLogTable;
  processes: ProcessesTable;
  server_keys: ServerKeysTable;
}
