// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { MAX_RETRIES } from '../wire/run-number.ts';
import { ApiProblem, Name, Timestamp } from './common.ts';
import { ChangedHardware, Fact, Hardware, NO_HARDWARE } from './hardware.ts';
import { Quarantine } from './ledger.ts';
import { anyOf, ListQuery, Page, Search, YesNo } from './list.ts';

/** Devices, device types and workers: what an admin enters. */

export const DEVICE_STATES = ['idle', 'reserved', 'running'] as const;
export const DeviceState = z.enum(DEVICE_STATES);
export type DeviceState = z.infer<typeof DeviceState>;
export const DEVICE_HEALTHS = ['good', 'unknown', 'looping', 'bad', 'maintenance', 'retired'] as const;
export const DeviceHealth = z.enum(DEVICE_HEALTHS);
export type DeviceHealth = z.infer<typeof DeviceHealth>;

export const WORKER_STATES = ['online', 'offline'] as const;
export const WorkerState = z.enum(WORKER_STATES);
export type WorkerState = z.infer<typeof WorkerState>;
export const WORKER_HEALTHS = ['active', 'maintenance', 'retired'] as const;
export const WorkerHealth = z.enum(WORKER_HEALTHS);
export type WorkerHealth = z.infer<typeof WorkerHealth>;

/** Largest template or dictionary, bytes. */
export const MAX_TEMPLATE = 512 * 1024;

/** What a type's health checks are counted by: hours, or other jobs that a device has run since its last one. */
export const HEALTH_DENOMINATORS = ['hours', 'jobs'] as const;
export const HealthDenominator = z.enum(HEALTH_DENOMINATORS);
export type HealthDenominator = z.infer<typeof HealthDenominator>;
const HealthFrequency = z.int().min(1).max(1_000_000);

/** What a reader may do with a device type. */
export type DeviceTypeAbility = 'update' | 'remove' | 'permissions' | 'history';

export const DeviceType = z.object({
  name: Name,
  description: z.string(),
  /** Whether it shows in lists and takes jobs. */
  display: z.boolean(),
  devices: z.object({ idle: z.int(), busy: z.int(), offline: z.int() }),
  /** Jobs waiting for a device of this type. */
  queued: z.int(),
  /** Where the template comes from: written by an admin, shipped with the software, or none. */
  template: z.enum(['admin', 'shipped', 'none']),
  /** Whether it has a health check. Its devices may also take that of the template that their dictionary extends. */
  healthCheck: z.boolean(),
  /** So many hours, or other jobs, pass between two health checks of a device. */
  healthFrequency: HealthFrequency,
  healthDenominator: HealthDenominator,
  /** Its devices run no health checks. */
  disableHealthCheck: z.boolean(),
  hardware: Hardware.default(NO_HARDWARE),
  /** How often a job of this type is tried again that says nothing of it; null: what the lab says. */
  retries: z.int().nullable().default(null),
  /** What the reader may do with it. */
  may: z.array(z.string()).optional(),
});
export type DeviceType = z.infer<typeof DeviceType>;
export const DeviceTypeList = Page(DeviceType);
export const DeviceTypeQuery = ListQuery(
  { display: YesNo, search: Search },
  { sorts: ['name', 'queued', 'devices'], sort: 'name' },
);
export type DeviceTypeQuery = z.infer<typeof DeviceTypeQuery>;
export const AddDeviceType = z.object({
  name: Name.max(50),
  description: z.string().max(200).optional(),
  template: z.string().max(MAX_TEMPLATE).optional(),
});
export const UpdateDeviceType = z.object({
  description: z.string().max(200).optional(),
  display: z.boolean().optional(),
  healthFrequency: HealthFrequency.optional(),
  healthDenominator: HealthDenominator.optional(),
  disableHealthCheck: z.boolean().optional(),
  /** Null: what the lab says. */
  retries: z.int().min(0).max(MAX_RETRIES).nullable().optional(),
  hardware: ChangedHardware.optional(),
});

/** Another name for a device type, that jobs may use. */
export const Alias = z.object({ name: Name, deviceType: z.string() });
export type Alias = z.infer<typeof Alias>;
export const AliasList = Page(Alias);
export const AliasQuery = ListQuery(
  { deviceType: Name.optional(), search: Search },
  { sorts: ['name'], sort: 'name' },
);
export type AliasQuery = z.infer<typeof AliasQuery>;
export const AddAlias = z.object({ name: Name, deviceType: Name });

/** What a reader may do with a device; `dictionary` is to read and write it. */
export type DeviceAbility = 'update' | 'dictionary' | 'health-check' | 'remove' | 'permissions' | 'history';
export const Device = z.object({
  name: Name,
  deviceType: z.string(),
  worker: z.string().nullable(),
  state: DeviceState,
  health: DeviceHealth,
  description: z.string(),
  tags: z.array(z.string()),
  currentJob: z.int().nullable(),
  hasDictionary: z.boolean(),
  /** Its dictionary says that it takes no JSON jobs. */
  exclusive: z.boolean().default(false),
  /** Whose health check it runs: the template that its dictionary extends, or its device type. Null: it has none. */
  healthCheck: z.string().nullable().default(null),
  disableHealthCheck: z.boolean().default(false),
  /** Number of the job, and when it was submitted. */
  lastHealthCheck: z.object({ job: z.int(), time: Timestamp }).nullable().default(null),
  /** In maintenance because all devices of its worker, or of the lab, were taken offline in one action. */
  takenOffline: z.boolean().default(false),
  /** It takes no jobs because its last ones failed by the lab's fault; it is back after so many health checks in a row that pass. */
  quarantine: Quarantine.nullable().default(null),
  /** Of the board, such as `rev C`. */
  revision: z.string().nullable().default(null),
  /** Whose board it is: an account, a group. They may do nothing by that; permissions say who may. */
  owner: z.string().nullable().default(null),
  ownerGroup: z.string().nullable().default(null),
  /** What the reader may do with it. */
  may: z.array(z.string()).optional(),
});
export type Device = z.infer<typeof Device>;
export const DeviceList = Page(Device);
const DeviceFilters = {
  deviceType: anyOf(Name),
  worker: anyOf(Name),
  tag: anyOf(Name).describe('devices that have all of these tags'),
  search: Search,
};
export const DeviceQuery = ListQuery(
  { state: anyOf(DeviceState), health: anyOf(DeviceHealth), ...DeviceFilters },
  { sorts: ['name', 'deviceType', 'worker', 'state', 'health'], sort: 'name' },
);
export type DeviceQuery = z.infer<typeof DeviceQuery>;
/** What `GET /devices/counts` can be narrowed to. */
export const DeviceCountsQuery = z.object(DeviceFilters);
export type DeviceCountsQuery = z.infer<typeof DeviceCountsQuery>;
export const DeviceCounts = z.object({
  total: z.int(),
  state: z.record(DeviceState, z.int()),
  health: z.record(DeviceHealth, z.int()),
});
export type DeviceCounts = z.infer<typeof DeviceCounts>;

export const Tag = z.object({ name: Name, description: z.string(), devices: z.array(z.string()) });
export type Tag = z.infer<typeof Tag>;
export const TagList = Page(Tag);
export const TagQuery = ListQuery({ search: Search }, { sorts: ['name'], sort: 'name' });
export type TagQuery = z.infer<typeof TagQuery>;
export const AddTag = z.object({ name: Name, description: z.string().max(200).optional() });
export const UpdateTag = z.object({ description: z.string().max(200) });
export const AddDevice = z.object({
  name: Name,
  deviceType: Name,
  worker: Name.optional(),
  description: z.string().max(200).optional(),
  tags: z.array(Name).max(100).default([]),
  dictionary: z.string().max(MAX_TEMPLATE).optional(),
  /** In maintenance until somebody says otherwise, also with a dictionary. */
  offline: z.boolean().default(false),
});
export const UpdateDevice = z.object({
  deviceType: Name.optional(),
  worker: Name.nullable().optional(),
  description: z.string().max(200).optional(),
  tags: z.array(Name).max(100).optional(),
  health: DeviceHealth.optional(),
  disableHealthCheck: z.boolean().optional(),
  revision: Fact.nullable().optional(),
  owner: Name.nullable().optional(),
  ownerGroup: Name.nullable().optional(),
  /** Why, for the history. */
  reason: z.string().max(200).optional(),
});
/** Has the device run its health check as soon as it is free. */
export const RunHealthCheck = z.object({ reason: z.string().max(200).optional() });

/** A text that is kept with its history: a template, dictionary or health check. */
export const TextBody = z.object({ text: z.string().max(MAX_TEMPLATE) });
export const TextVersion = z.object({
  version: z.int(),
  time: Timestamp,
  user: z.string(),
  text: z.string(),
});
/** A text that was just saved, and what is wrong with what it renders to. Saved it is in any case: its parents may come later. */
export const SavedText = TextVersion.extend({ problems: z.array(ApiProblem) });
export type SavedText = z.infer<typeof SavedText>;
export const TextHistory = z.object({ versions: z.array(TextVersion) });

/** Texts of a worker that its jobs get: LAVA's dispatcher.yaml, env.yaml and env-dut.yaml. */
export const WORKER_FILES = ['config', 'env', 'env-dut'] as const;
export type WorkerFile = (typeof WORKER_FILES)[number];

/** What a reader may do with a worker; `update` includes taking its devices offline. */
export type WorkerAbility = 'update' | 'join-line' | 'remove' | 'permissions' | 'history';
export const Worker = z.object({
  name: Name,
  state: WorkerState,
  health: WorkerHealth,
  description: z.string(),
  version: z.string().nullable(),
  lastSeen: Timestamp.nullable(),
  /** The maximum number of concurrent jobs; 0 is unlimited. */
  jobLimit: z.int(),
  devices: z.array(z.string()),
  runningJobs: z.array(z.int()),
  /** SHA-256 of the permanent public key, first 16 hexadecimal digits; null until it has joined. */
  keyFingerprint: z.string().nullable(),
  /** `zmq`: our lava-slave, by its key; `http`: LAVA's lava-worker, by a token. */
  protocol: z.enum(['zmq', 'http']).default('zmq'),
  /** What the reader may do with it. */
  may: z.array(z.string()).optional(),
  /** Two processes that live have its key, on these machines; the second is not let in. For admins; absent when all is well. */
  conflict: z.object({ hosts: z.array(z.string()), since: Timestamp }).optional(),
  /** Many of its devices fail at the same time, and those of others do not; null when all is well. */
  suspect: z.object({ since: Timestamp, reason: z.string() }).nullable().default(null),
});
export type Worker = z.infer<typeof Worker>;
export const WorkerList = Page(Worker);
const WorkerFilters = { search: Search };
export const WorkerQuery = ListQuery(
  { state: anyOf(WorkerState), health: anyOf(WorkerHealth), ...WorkerFilters },
  { sorts: ['name', 'state', 'health', 'lastSeen'], sort: 'name' },
);
export type WorkerQuery = z.infer<typeof WorkerQuery>;
/** What `GET /workers/counts` can be narrowed to. */
export const WorkerCountsQuery = z.object(WorkerFilters);
export type WorkerCountsQuery = z.infer<typeof WorkerCountsQuery>;
export const WorkerCounts = z.object({
  total: z.int(),
  state: z.record(WorkerState, z.int()),
  health: z.record(WorkerHealth, z.int()),
});
export type WorkerCounts = z.infer<typeof WorkerCounts>;
export const AddWorker = z.object({
  name: Name,
  description: z.string().max(200).optional(),
  disabled: z.boolean().default(false),
});
/** Takes all devices of a worker offline. */
export const TakeOffline = z.object({
  reason: z.string().max(200).optional(),
  /** Also cancel the jobs that run on them; else they end by themselves. */
  cancel: z.boolean().default(false),
});
/** The way back: those that were taken offline so, and nobody has decided about since. */
export const BringBack = TakeOffline.pick({ reason: true });
export const OfflineReport = z.object({
  /** Devices whose health changed. */
  devices: z.array(z.string()),
  /** Jobs that have one of the worker's devices now, whatever its health was before. */
  jobs: z.array(z.int()),
});
export type OfflineReport = z.infer<typeof OfflineReport>;

/** A key that knocked at the worker link and was not let in. */
export const JoinRequest = z.object({
  /** As `Worker.keyFingerprint`; what to compare with `lava-slave status` on the worker. */
  fingerprint: z.string(),
  address: z.string(),
  /** The worker whose key it is, retired, or whose join line has expired. */
  worker: z.string().nullable(),
  firstSeen: Timestamp,
  lastSeen: Timestamp,
  attempts: z.int(),
});
export type JoinRequest = z.infer<typeof JoinRequest>;
export const JoinRequestList = Page(JoinRequest);
export const JoinRequestParams = z.object({
  fingerprint: z
    .string()
    .toLowerCase()
    .regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits'),
});
export const AcceptJoinRequest = z.object({ name: Name });
/** Answer to adding a worker, and to asking for a new join line. The line is shown once. */
/** By which LAVA's lava-worker speaks for the worker; shown once. */
export const WorkerToken = z.object({ name: Name, token: z.string() });
export type WorkerToken = z.infer<typeof WorkerToken>;

export const JoinInvitation = z.object({ name: Name, joinLine: z.string(), expires: Timestamp });
export type JoinInvitation = z.infer<typeof JoinInvitation>;
export const UpdateWorker = z.object({
  description: z.string().max(200).optional(),
  health: WorkerHealth.optional(),
  jobLimit: z.int().min(0).max(10_000).optional(),
  reason: z.string().max(200).optional(),
});
