// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { BrowserSession } from '@lava/protocol/api/auth.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { deleteSessionOf, listSessions } from '../db/queries/sessions.ts';
import type { Actor } from '../rights/permissions.ts';
import { notFound, signIn } from '../rights/refusals.ts';

/** Longest name of a browser that is kept. */
const MAX_AGENT = 300;

/** The browser as its request names itself, as text that the database can hold. */
export function agentOf(header: string | undefined): string {
  return (header ?? '').replaceAll('\0', '').slice(0, MAX_AGENT).toWellFormed();
}

/**
 * The browsers in which the account is signed in.
 * @param own token of the session that asks, if it is one
 * @throws LavaError `unauthenticated` for strangers
 */
export async function sessions(
  db: Database,
  actor: Actor | null,
  own: string | undefined,
): Promise<BrowserSession[]> {
  if (!actor) throw signIn();
  const hash = own === undefined ? undefined : createHash('sha256').update(own).digest();
  const rows = await db.run((q) => listSessions(q, actor.id, hash));
  return rows.map((row) => ({
    id: row.id,
    agent: row.agent,
    created: row.created.toISOString(),
    lastUsed: row.last_used.toISOString(),
    expires: row.expires.toISOString(),
    own: row.own,
  }));
}

/** Signs the account out of one browser. @throws LavaError `not-found` when the account has no such session */
export async function endSession(db: Database, actor: Actor | null, id: number): Promise<void> {
  if (!actor) throw signIn();
  await db.transaction(async (q) => {
    if (!(await deleteSessionOf(q, actor.id, id))) throw notFound('session', id);
    await audit(q, {
      actor: actor.username,
      kind: 'user',
      object: actor.username,
      action: 'sign-out',
      reason: `session ${id}`,
    });
  });
}
