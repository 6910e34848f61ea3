// SPDX-License-Identifier: Apache-2.0

/** The lab of the API corpus, `seed.json`, as far as it matters here. */
export interface Seed {
  architecture: string;
  processor: string;
  bits: number;
  core: string;
  next_job_id: number;
  groups: string[];
  group_ids: Record<string, number>;
  tag_ids: Record<string, number>;
  failure_tag_ids: Record<string, number>;
  failure_tags: Record<string, string>;
  users: SeedUser[];
  device_types: SeedType[];
  aliases: Record<string, string>;
  tags: Record<string, string | null>;
  workers: {
    name: string;
    health: string;
    description: string;
    last_ping: string;
    job_limit: number;
    version?: string;
    token: string;
    config?: string;
    env?: string;
  }[];
  devices: SeedDevice[];
  jobs: SeedJob[];
}

export interface SeedUser {
  id: number;
  name: string;
  email: string;
  token: string;
  password: string;
  superuser?: boolean;
  active?: boolean;
  groups?: string[];
  permissions?: string[];
}

export interface Restricted {
  view?: string[];
  submit_to?: string[];
  change?: string[];
}

export interface SeedType extends Restricted {
  name: string;
  description?: string;
  display?: boolean;
  health_frequency?: number;
  health_denominator?: string;
  cpu_model?: string;
  core_count?: number;
  /** It is what the lab says of its hardware. */
  hardware?: boolean;
  disable_health_check?: boolean;
  health_check?: string;
  template?: string;
}

export interface SeedDevice extends Restricted {
  name: string;
  type: string;
  worker: string | null;
  state: string;
  health: string;
  tags?: string[];
  description?: string;
  dictionary?: string;
  device_version?: string;
  physical_owner?: string;
  physical_group?: string;
  /** Key of the job that was its last health check. */
  health_job?: string;
}

export interface SeedJob {
  key: string;
  id: number;
  device_type: string | null;
  description: string;
  submitter: string;
  definition: string;
  submit_time: string;
  start_time?: string;
  end_time?: string;
  priority: number;
  is_public: boolean;
  viewing_groups: string[];
  tags: string[];
  state: string;
  health: string;
  health_check: boolean;
  failure_comment: string | null;
  failure_tags: string[];
  actual_device?: string;
  sub_id?: string;
  target_group?: string;
  role?: string;
  multinode_definition?: string;
  log?: string;
  metadata?: Record<string, unknown>;
  suites: { id: number; name: string; cases: SeedCase[] }[];
}

export interface SeedCase {
  id: number;
  logged: string;
  metadata?: string | null;
  start_log_line?: number;
  end_log_line?: number;
  name: string;
  result: string;
  set?: string;
  measurement?: string;
  units?: string;
}
