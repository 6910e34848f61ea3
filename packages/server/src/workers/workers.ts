// SPDX-License-Identifier: Apache-2.0
import { fingerprint, makeKeys, toHex } from '@lava/kit/zmq/curve.ts';
import type {
  AddWorker,
  JoinInvitation,
  UpdateWorker,
  Worker,
  WorkerCounts,
  WorkerCountsQuery,
  WorkerQuery,
} from '@lava/protocol/api/lab.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { formatJoinLine } from '@lava/protocol/wire/join-line.ts';
import type * as z from 'zod';
import { change } from '../audit/change.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { lockDevicesOfWorker } from '../db/queries/devices.ts';
import {
  countWorkers,
  getWorker,
  insertWorker,
  listWorkers,
  lockWorker,
  updateWorker,
  type WorkerView,
} from '../db/queries/workers.ts';
import { changeDeviceHealth } from '../devices/health.ts';
import { healthAfterWorker } from '../domain/device.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import { endJobsOfRetired } from './retire.ts';

/** How workers reach this server. */
export interface GatewayPlace {
  host: string;
  controlPort: number;
  logPort: number;
  /** Z85 */
  publicKey: string;
  joinHours: number;
}

export async function workers(db: Database, query: WorkerQuery): Promise<Page<Worker>> {
  const { items, next } = await db.run((q) => listWorkers(q, query));
  return { items: items.map(toWorker), next };
}

export function workerCounts(db: Database, query: WorkerCountsQuery): Promise<WorkerCounts> {
  return db.run((q) => countWorkers(q, query));
}

export async function worker(db: Database, name: string): Promise<Worker> {
  const row = await db.run((q) => getWorker(q, name));
  if (!row) throw notFound('worker', name);
  return toWorker(row);
}

export async function addWorker(
  db: Database,
  actor: Actor | null,
  place: GatewayPlace,
  { name, description, disabled }: z.infer<typeof AddWorker>,
): Promise<JoinInvitation> {
  const who = manager(actor, 'add workers');
  return db.transaction(async (q) => {
    const health = disabled ? 'maintenance' : 'active';
    if (!(await insertWorker(q, { name, description, health })))
      throw new LavaError('conflict', `there is a worker ${name} already`, {
        hint: 'ask for a new join line instead',
      });
    await audit(q, { actor: who, kind: 'worker', object: name, action: 'add', new: health });
    return invite(q, place, name);
  });
}

/** A new join line; an earlier one that was not used is no longer valid. The worker's present key stays until it joins. */
export async function inviteWorker(
  db: Database,
  actor: Actor | null,
  place: GatewayPlace,
  name: string,
): Promise<JoinInvitation> {
  const who = manager(actor, 'let workers join');
  return db.transaction(async (q) => {
    if (!(await lockWorker(q, name))) throw notFound('worker', name);
    await audit(q, { actor: who, kind: 'worker', object: name, action: 'join line' });
    return invite(q, place, name);
  });
}

export async function changeWorker(
  db: Database,
  actor: Actor | null,
  name: string,
  { description, health, jobLimit, reason }: z.infer<typeof UpdateWorker>,
): Promise<Worker> {
  const who = manager(actor, 'change workers');
  await db.transaction(async (q) => {
    // Devices are locked before workers.
    const devices = health === undefined ? [] : await lockDevicesOfWorker(q, name);
    const row = await lockWorker(q, name);
    if (!row) throw notFound('worker', name);
    await updateWorker(q, name, {
      ...(description !== undefined && { description }),
      ...(jobLimit !== undefined && { job_limit: jobLimit }),
      ...(health !== undefined && { health }),
    });
    const by = { actor: who, kind: 'worker', object: name, reason } as const;
    const before = { description: row.description, limit: row.job_limit, health: row.health };
    await change(q, by, before, { description, limit: jobLimit, health });
    if (health === undefined || health === row.health) return;
    for (const device of devices) {
      const after = healthAfterWorker(device.health, row.health, health);
      await changeDeviceHealth(q, device, after, { actor: who, reason: `worker ${name} is ${health}` });
    }
  });
  // Afterwards, because jobs are locked before devices.
  if (health === 'retired') await endJobsOfRetired(db, name, who);
  return worker(db, name);
}

function manager(actor: Actor | null, what: string): string {
  if (!mayManageLab(actor)) throw forbidden(actor, what);
  return actor.username;
}

async function invite(q: Queries, place: GatewayPlace, name: string): Promise<JoinInvitation> {
  const token = makeKeys();
  const expires = new Date(Date.now() + place.joinHours * 3_600_000);
  await updateWorker(q, name, { join_key: token.publicKey, join_expires: expires });
  const { host, controlPort, logPort, publicKey } = place;
  const joinLine = formatJoinLine({
    name,
    host,
    controlPort,
    logPort,
    serverKey: toHex(publicKey),
    token: toHex(token.secretKey),
  });
  return { name, joinLine, expires: expires.toISOString() };
}

function toWorker(row: WorkerView): Worker {
  return {
    name: row.name,
    state: row.state,
    health: row.health,
    description: row.description,
    version: row.version,
    lastSeen: row.last_seen?.toISOString() ?? null,
    jobLimit: row.job_limit,
    devices: row.devices,
    runningJobs: row.jobs,
    keyFingerprint: row.public_key === null ? null : fingerprint(row.public_key),
  };
}
