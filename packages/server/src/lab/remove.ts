// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { deleteNamed, lockUses, type Uses } from '../db/queries/removal.ts';
import { getWorker } from '../db/queries/workers.ts';
import { type Actor, mayManage } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';

/**
 * Removes a device that was never used. One that has run jobs is part of their record: it is retired instead.
 *
 * @throws LavaError `conflict` when jobs ran on it or wait for it, `not-found`, `forbidden`
 */
export async function removeDevice(db: Database, actor: Actor | null, name: string): Promise<void> {
  await remove(db, actor, { kind: 'device', word: 'device', name }, (uses) => {
    if (uses.jobs > 0) return [`has run ${jobs(uses.jobs)}`, `lava devices update ${name} --health retired`];
    if (uses.waiting > 0) return [`is requested by ${jobs(uses.waiting)}`, 'cancel them first'];
    return undefined;
  });
}

/**
 * Removes a worker that has no link, has no devices and never ran a job; its key is not accepted any more.
 *
 * @throws LavaError `conflict` when it is in use, `not-found`, `forbidden`
 */
export async function removeWorker(db: Database, actor: Actor | null, name: string): Promise<void> {
  await remove(db, actor, { kind: 'worker', word: 'worker', name }, async (uses, q) => {
    if (uses.devices > 0)
      return [`has ${count(uses.devices, 'device')}`, `lava devices update NAME --no-worker`];
    if (uses.jobs > 0) return [`has run ${jobs(uses.jobs)}`, `lava workers update ${name} --health retired`];
    if (uses.waiting > 0) return [`is requested by ${jobs(uses.waiting)}`, 'cancel them first'];
    const row = await getWorker(q, name);
    // One that speaks over HTTP is no longer answered from then on.
    if (row?.state === 'online' && !row.has_token) return ['is online', 'stop lava-slave on it first'];
    return undefined;
  });
}

/**
 * Removes a device type that no device has and no job was submitted for, with its aliases. Versions of its template stay.
 *
 * @throws LavaError `conflict` when it is in use, `not-found`, `forbidden`
 */
export async function removeDeviceType(db: Database, actor: Actor | null, name: string): Promise<void> {
  await remove(db, actor, { kind: 'device_type', word: 'device type', name }, (uses) => {
    if (uses.devices > 0)
      return [`has ${count(uses.devices, 'device')}`, 'remove them, or give them another type'];
    if (uses.jobs > 0) return [`is used by ${jobs(uses.jobs)}`, `lava device-types update ${name} --hide`];
    return undefined;
  });
}

/** What is in the way, and what to do. */
type Refusal = [problem: string, hint: string] | undefined;

async function remove(
  db: Database,
  actor: Actor | null,
  { kind, word, name }: { kind: 'device' | 'worker' | 'device_type'; word: string; name: string },
  refuse: (uses: Uses, q: Queries) => Refusal | Promise<Refusal>,
): Promise<void> {
  const of = kind === 'device_type' ? 'device-type' : kind;
  if (!mayManage(actor, 'remove', of)) throw forbidden(actor, `remove ${word}s`);
  await db.transaction(async (q) => {
    const uses = await lockUses(q, kind, name);
    if (!uses) throw notFound(word, name);
    const refusal = await refuse(uses, q);
    if (refusal) throw new LavaError('conflict', `${word} ${name} ${refusal[0]}`, { hint: refusal[1] });
    await deleteNamed(q, kind, name);
    const object = { kind: of, object: name } as const;
    await audit(q, { actor: actor.username, ...object, action: 'remove' });
  });
}

function jobs(number: number): string {
  return number >= 1000 ? '1,000 jobs or more' : count(number, 'job');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
