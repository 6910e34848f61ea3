// SPDX-License-Identifier: Apache-2.0
import { fingerprint, isPublicKey } from '@lava/kit/zmq/curve.ts';
import type { JoinRequest, Worker } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { forgetUnknownKey, listUnknownKeys } from '../db/queries/unknown-keys.ts';
import { insertWorker, lockWorker, updateWorker, workerOfKey } from '../db/queries/workers.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import { worker } from './workers.ts';

/** Workers that ask to join: keys that knocked and were not let in, latest first. */
export async function joinRequests(db: Database, actor: Actor | null): Promise<JoinRequest[]> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'see who asks to join');
  return (await db.run(listUnknownKeys)).map((row) => ({
    fingerprint: fingerprint(row.public_key),
    address: row.address,
    worker: row.worker,
    firstSeen: row.first_seen.toISOString(),
    lastSeen: row.last_seen.toISOString(),
    attempts: row.attempts,
  }));
}

/**
 * Lets the holder of a key in as the worker, which is entered when there is none of that name. Another key that the
 * worker had is no longer valid.
 *
 * @throws LavaError `not-found` when nobody with that key asked, `conflict` when the key is another worker's, or the
 * worker is online with another key, or retired
 */
export async function acceptWorker(
  db: Database,
  actor: Actor | null,
  asked: string,
  name: string,
): Promise<Worker> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'let workers join');
  await db.transaction(async (q) => {
    const publicKey = await requestedKey(q, asked);
    if (!isPublicKey(publicKey)) throw new LavaError('conflict', `${asked} is not a valid key of a worker`);
    const owner = await workerOfKey(q, publicKey);
    if (owner !== undefined && owner !== name)
      throw new LavaError('conflict', `${asked} is already the key of worker ${owner}`, {
        hint: 'to give a worker another name, let it join again with another key',
      });
    await insertWorker(q, { name, description: null, health: 'active' });
    const row = await lockWorker(q, name);
    if (!row) throw notFound('worker', name);
    if (row.health === 'retired')
      throw new LavaError('conflict', `worker ${name} is retired`, { hint: 'enable it first' });
    if (row.state === 'online' && row.public_key !== publicKey)
      throw new LavaError('conflict', `worker ${name} is online with another key`, {
        hint: 'check the name, or stop the daemon that uses it first',
      });
    await updateWorker(q, name, {
      ...{ public_key: publicKey, join_key: null, join_expires: null, token_hash: null },
    });
    await forgetUnknownKey(q, publicKey);
    const change = { old: row.public_key && fingerprint(row.public_key), new: asked };
    await audit(q, { actor: actor.username, kind: 'worker', object: name, action: 'accept key', ...change });
  });
  return worker(db, actor, name);
}

/** No longer shown; one that keeps asking comes back. */
export async function dismissJoinRequest(db: Database, actor: Actor | null, asked: string): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'dismiss who asks to join');
  await db.transaction(async (q) => {
    await forgetUnknownKey(q, await requestedKey(q, asked));
    await audit(q, { actor: actor.username, kind: 'join-request', object: asked, action: 'dismiss' });
  });
}

async function requestedKey(q: Queries, asked: string): Promise<string> {
  const row = (await listUnknownKeys(q)).find(({ public_key }) => fingerprint(public_key) === asked);
  if (row) return row.public_key;
  throw new LavaError('not-found', `there is no join request with the key ${asked}`, {
    hint: 'see `lava workers list`; on the worker, `lava-slave status` shows its key',
  });
}
