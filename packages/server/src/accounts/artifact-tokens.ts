// SPDX-License-Identifier: Apache-2.0
import type { AddArtifactToken, ArtifactToken } from '@lava/protocol/api/notifications.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import type { Database } from '../db/database.ts';
import {
  deleteArtifactToken,
  insertArtifactToken,
  listArtifactTokens,
} from '../db/queries/artifact-tokens.ts';
import { audit } from '../db/queries/audit.ts';
import type { Actor } from '../rights/permissions.ts';
import { notFound, signIn } from '../rights/refusals.ts';

/** Secrets that jobs of an account name instead of having them in their text. Nobody is shown one again. */

/** Of one account. */
const MOST = 100;

export async function artifactTokens(db: Database, actor: Actor | null): Promise<ArtifactToken[]> {
  if (!actor) throw signIn();
  const rows = await db.run((q) => listArtifactTokens(q, actor.id));
  return rows.map(({ name, created }) => ({ name, created: created.toISOString() }));
}

/** @throws LavaError `conflict` when there is one of this name, `too-large` */
export async function addArtifactToken(
  db: Database,
  actor: Actor | null,
  { name, token }: z.infer<typeof AddArtifactToken>,
): Promise<ArtifactToken> {
  if (!actor) throw signIn();
  const created = await db.transaction(async (q) => {
    if ((await listArtifactTokens(q, actor.id)).length >= MOST)
      throw new LavaError('too-large', `an account has at most ${MOST} artifact tokens`);
    const made = await insertArtifactToken(q, actor.id, { name, token });
    if (!made)
      throw new LavaError('conflict', `you have an artifact token ${name}`, { hint: 'remove it first' });
    await audit(q, { actor: actor.username, kind: 'token', object: name, action: 'add artifact token' });
    return made;
  });
  return { name, created: created.toISOString() };
}

export async function removeArtifactToken(db: Database, actor: Actor | null, name: string): Promise<void> {
  if (!actor) throw signIn();
  await db.transaction(async (q) => {
    if (!(await deleteArtifactToken(q, actor.id, name))) throw notFound('artifact token', name);
    await audit(q, { actor: actor.username, kind: 'token', object: name, action: 'remove artifact token' });
  });
}
