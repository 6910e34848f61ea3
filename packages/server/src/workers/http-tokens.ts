// SPDX-License-Identifier: Apache-2.0
import { timingSafeEqual } from 'node:crypto';
import type { WorkerToken } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { hashSecret } from '../accounts/secret.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { countUnused, httpWorker, linkToken } from '../db/queries/http-workers.ts';
import { insertWorker, lockWorker, updateWorker } from '../db/queries/workers.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';

/** Tokens by which LAVA's own lava-worker speaks for a worker. */

/** Workers that made themselves known and have no device; more are not let in. */
const MOST_UNUSED = 100;

/**
 * From now on the worker speaks over HTTP by this token, which is shown once. A key or token that it had, and a join line,
 * are no longer valid.
 */
export async function makeWorkerToken(db: Database, actor: Actor | null, name: string): Promise<WorkerToken> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'let workers join');
  return db.transaction((q) => giveToken(q, name, actor.username));
}

/**
 * A worker that makes itself known. One of that name may be there already only for an admin, who gets another token.
 * @param from address of the client
 * @throws LavaError `worker-exists`, `conflict`
 */
export async function registerWorker(
  db: Database,
  actor: Actor | null,
  name: string,
  from: string,
): Promise<WorkerToken> {
  const who = actor?.username ?? '<gateway>';
  return db.transaction(async (q) => {
    if ((await countUnused(q)) >= MOST_UNUSED)
      throw new LavaError('conflict', `${MOST_UNUSED} workers have registered and have no device`);
    const description = actor ? `Registered by ${actor.username}` : `Auto registered by ${from}`;
    const isNew = await insertWorker(q, { name, description, health: 'active' });
    if (!isNew && !mayManageLab(actor))
      throw new LavaError('worker-exists', `Worker '${name}' already registered`);
    if (isNew)
      await audit(q, { actor: who, kind: 'worker', object: name, action: 'add', reason: `from ${from}` });
    return giveToken(q, name, who);
  });
}

/** Whether the token is that of the worker; undefined when there is no such worker. */
export async function checkWorkerToken(
  db: Database,
  name: string,
  token: string,
): Promise<boolean | undefined> {
  const row = await db.run((q) => httpWorker(q, name));
  return row && row.token_hash !== null && timingSafeEqual(hashSecret(token), row.token_hash);
}

async function giveToken(q: Queries, name: string, who: string): Promise<WorkerToken> {
  const row = await lockWorker(q, name);
  if (!row) throw notFound('worker', name);
  if (row.state === 'online' && row.public_key !== null)
    throw new LavaError('conflict', `worker ${name} is online with a key`, {
      hint: 'check the name, or stop its lava-slave first',
    });
  const token = linkToken();
  await updateWorker(q, name, {
    ...{ token_hash: hashSecret(token), public_key: null, join_key: null, join_expires: null },
  });
  await audit(q, { actor: who, kind: 'worker', object: name, action: 'token' });
  return { name, token };
}
