// SPDX-License-Identifier: Apache-2.0
import type { Hardware } from '@lava/protocol/api/hardware.ts';
import type { DeviceHealth, DeviceState, WorkerHealth, WorkerState } from '@lava/protocol/api/lab.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';
import { type FindRequest, type Found, find, type Source } from './find.ts';
import type { Hidden } from './grants.ts';

/** What of the lab clients can ask for, and what they get. */

const DEVICES: Source = {
  from: sql`devices d left join holds h on h.device = d.name`,
  select: sql`d.name, d.device_type as "deviceType", d.worker, coalesce(h.state, 'idle') as state, d.health, d.description,
    array(select t.id from device_tags x join tags t on t.name = x.tag where x.device = d.name order by x.place) as tags,
    d.synced, d.health_check_job as "healthCheckJob", d.revision, d.owner, d.owner_group as "ownerGroup"`,
  key: { by: sql`d.name`, down: false },
  columns: {
    name: { by: sql`d.name` },
    deviceType: { by: sql`d.device_type` },
    worker: { by: sql`d.worker` },
    state: { by: sql`coalesce(h.state, 'idle')` },
    health: { by: sql`d.health` },
    description: { by: sql`d.description` },
    synced: { by: sql`d.synced` },
    revision: { by: sql`d.revision` },
    ownerId: { by: sql`d.owner` },
    ownerGroupId: { by: sql`d.owner_group` },
    owner: { by: sql`(select u.username from users u where u.id = d.owner)` },
    ownerGroup: { by: sql`(select o.name from groups o where o.id = d.owner_group)` },
    tag: {
      by: sql`x.tag`,
      some: (condition) =>
        sql<boolean>`exists (select from device_tags x where x.device = d.name and ${condition})`,
    },
  },
};

export interface FoundDevice {
  name: string;
  deviceType: string;
  worker: string | null;
  state: DeviceState;
  health: DeviceHealth;
  /** null: never given. */
  description: string | null;
  /** Numbers. */
  tags: number[];
  synced: boolean;
  /** Its last health check; it may have been deleted since. */
  healthCheckJob: number | null;
  revision: string | null;
  /** Numbers. */
  owner: number | null;
  ownerGroup: number | null;
}

export function findDevices(
  q: Queries,
  { devices }: Hidden,
  request: FindRequest,
  retired: boolean,
): Promise<Found<FoundDevice>> {
  const seen = sql<boolean>`d.name <> all(${devices}::text[]) and (${retired} or d.health <> 'retired')`;
  return find(q, DEVICES, seen, request);
}

const TYPES: Source = {
  from: sql`device_types t`,
  select: sql`t.name, t.description, t.display, t.health_frequency as "healthFrequency",
    t.health_denominator as "healthDenominator", t.disable_health_check as "disableHealthCheck",
    t.architecture, t.processor, t.cpu_model as "cpuModel", t.bits, t.cores, t.core_count as "coreCount",
    array(select a.name from aliases a where a.device_type = t.name order by a.name) as aliases`,
  key: { by: sql`t.name`, down: false },
  columns: {
    name: { by: sql`t.name` },
    description: { by: sql`t.description` },
    display: { by: sql`t.display` },
    healthFrequency: { by: sql`t.health_frequency` },
    architecture: { by: sql`t.architecture` },
    processor: { by: sql`t.processor` },
    cpuModel: { by: sql`t.cpu_model` },
    bits: { by: sql`t.bits` },
    coreCount: { by: sql`t.core_count` },
    core: {
      by: sql`c`,
      some: (condition) => sql<boolean>`exists (select from unnest(t.cores) c where ${condition})`,
    },
    alias: {
      by: sql`a.name`,
      some: (condition) =>
        sql<boolean>`exists (select from aliases a where a.device_type = t.name and ${condition})`,
    },
  },
};

export interface FoundType extends Hardware {
  name: string;
  /** null: never given. */
  description: string | null;
  display: boolean;
  healthFrequency: number;
  healthDenominator: 'hours' | 'jobs';
  disableHealthCheck: boolean;
  aliases: string[];
}

export function findTypes(q: Queries, { types }: Hidden, request: FindRequest): Promise<Found<FoundType>> {
  return find(q, TYPES, sql<boolean>`t.name <> all(${types}::text[])`, request);
}

const WORKERS: Source = {
  from: sql`workers w`,
  select: sql`w.name, w.state, w.health, w.description, w.last_seen as "lastSeen", w.created, w.job_limit as "jobLimit", w.version`,
  key: { by: sql`w.name`, down: false },
  columns: {
    name: { by: sql`w.name` },
    state: { by: sql`w.state` },
    health: { by: sql`w.health` },
    description: { by: sql`w.description` },
    lastSeen: { by: sql`w.last_seen` },
  },
};

export interface FoundWorker {
  name: string;
  state: WorkerState;
  health: WorkerHealth;
  /** null: never given. */
  description: string | null;
  lastSeen: Date | null;
  created: Date;
  jobLimit: number;
  version: string | null;
}

export function findWorkers(
  q: Queries,
  { workers }: Hidden,
  request: FindRequest,
): Promise<Found<FoundWorker>> {
  return find(q, WORKERS, sql<boolean>`w.name <> all(${workers}::text[])`, request);
}

const TAGS: Source = {
  from: sql`tags t`,
  select: sql`t.id, t.name, t.description`,
  key: { by: sql`t.id`, down: false },
  columns: { id: { by: sql`t.id` }, name: { by: sql`t.name` }, description: { by: sql`t.description` } },
};

export interface FoundTag {
  id: number;
  name: string;
  /** null: never given. */
  description: string | null;
}

export function findTags(q: Queries, request: FindRequest): Promise<Found<FoundTag>> {
  return find(q, TAGS, sql<boolean>`true`, request);
}

const ALIASES: Source = {
  from: sql`aliases a`,
  select: sql`a.name, a.device_type as "deviceType"`,
  key: { by: sql`a.name`, down: false },
  columns: { name: { by: sql`a.name` }, deviceType: { by: sql`a.device_type` } },
};

export interface FoundAlias {
  name: string;
  deviceType: string;
}

export function findAliases(q: Queries, { types }: Hidden, request: FindRequest): Promise<Found<FoundAlias>> {
  return find(q, ALIASES, sql<boolean>`a.device_type <> all(${types}::text[])`, request);
}

const GRANTS: Source = {
  from: sql`grants g join groups o on o.id = g.group_id`,
  select: sql`g.id, o.name as "group", g.permission, coalesce(g.device, g.device_type) as object`,
  key: { by: sql`g.id`, down: false },
  columns: {
    id: { by: sql`g.id` },
    group: { by: sql`o.name` },
    permission: { by: sql`g.permission` },
    object: { by: sql`coalesce(g.device, g.device_type)` },
  },
};

export interface FoundGrant {
  id: number;
  group: string;
  permission: string;
  object: string;
}

/** What groups were given on single devices or types. */
export function findGrants(
  q: Queries,
  kind: 'device' | 'device-type',
  request: FindRequest,
): Promise<Found<FoundGrant>> {
  const column = sql.ref(kind === 'device' ? 'g.device' : 'g.device_type');
  return find(q, GRANTS, sql<boolean>`g.kind = ${kind} and ${column} is not null`, request);
}
