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
import { assertMay, may } from '../accounts/access.ts';
import { change } from '../audit/change.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { lockDevicesOfWorker } from '../db/queries/devices.ts';
import { hiddenFrom, permittedOf } from '../db/queries/grants.ts';
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
import { abilitiesOnWorker } from '../rights/abilities.ts';
import { type Actor, mayManage, mayManageLab } from '../rights/permissions.ts';
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

/** Those that the actor may see, each with what they may do with it. */
export function workers(db: Database, actor: Actor | null, query: WorkerQuery): Promise<Page<Worker>> {
  return db.run(async (q) => {
    const { items, next } = await listWorkers(q, query, await hiddenFrom(q, actor));
    const names = items.map(({ name }) => name);
    const changeable = await permittedOf(q, actor, 'change', 'worker', names);
    return { items: items.map((row) => toWorker(actor, row, changeable.has(row.name))), next };
  });
}

export function workerCounts(
  db: Database,
  actor: Actor | null,
  query: WorkerCountsQuery,
): Promise<WorkerCounts> {
  return db.run(async (q) => countWorkers(q, query, await hiddenFrom(q, actor)));
}

/** @throws LavaError `not-found`, also when the actor may not see it */
export function worker(db: Database, actor: Actor | null, name: string): Promise<Worker> {
  return db.run(async (q) => {
    const changes = await may(q, actor, 'change', 'worker', name);
    const row = await getWorker(q, name, await hiddenFrom(q, actor));
    if (!row) throw notFound('worker', name);
    return toWorker(actor, row, changes);
  });
}

export async function addWorker(
  db: Database,
  actor: Actor | null,
  place: GatewayPlace,
  { name, description, disabled }: z.infer<typeof AddWorker>,
): Promise<JoinInvitation> {
  if (!mayManage(actor, 'add', 'worker')) throw forbidden(actor, 'add workers');
  const who = actor.username;
  return db.transaction(async (q) => {
    const health = disabled ? 'maintenance' : 'active';
    if (!(await insertWorker(q, { name, description: description ?? null, health })))
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
  if (!mayManageLab(actor)) throw forbidden(actor, 'let workers join');
  const who = actor.username;
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
  const { username: who } = await db.transaction(async (q) => {
    const changer = await assertMay(q, actor, 'change', { kind: 'worker', name });
    const who = changer.username;
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
    if (health === undefined || health === row.health) return changer;
    for (const device of devices) {
      const after = healthAfterWorker(device.health, row.health, health);
      await changeDeviceHealth(q, device, after, { actor: who, reason: `worker ${name} is ${health}` });
    }
    return changer;
  });
  // Afterwards, because jobs are locked before devices.
  if (health === 'retired') await endJobsOfRetired(db, name, who);
  return worker(db, actor, name);
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

function toWorker(actor: Actor | null, row: WorkerView, changes: boolean): Worker {
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
    protocol: row.has_token ? 'http' : 'zmq',
    suspect: row.suspect && {
      since: new Date(row.suspect.since).toISOString(),
      reason: row.suspect.reason,
    },
    may: abilitiesOnWorker(actor, changes),
  };
}
