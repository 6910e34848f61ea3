// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { Gather } from '@lava/kit/gather.ts';
import {
  type ApiToken,
  type ApiTokenQuery,
  MAX_TOKEN_DAYS,
  type NewApiToken,
  TOKEN_DAYS,
  type TokenScope,
} from '@lava/protocol/api/auth.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import type { Database } from '../db/database.ts';
import { perDatabase, readKeys } from '../db/per-database.ts';
import { audit } from '../db/queries/audit.ts';
import {
  deleteToken,
  deleteTokenOfHash,
  deleteUnusedTokens,
  inactiveUserOfToken,
  insertToken,
  listTokens,
  touchToken,
  usersOfTokens,
} from '../db/queries/users.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound, signIn } from '../rights/refusals.ts';
import { accountNamed, type SignedIn } from './accounts.ts';
import { hashSecret, TOUCH_INTERVAL } from './secret.ts';

/** Tokens, by which programs act for an account. */

/** Every request asks who it is from: those that come together are looked up together. */
const tokenUsers = perDatabase(
  (db) =>
    new Gather((hashes: string[]) => readKeys(hashes, (unique) => db.run((q) => usersOfTokens(q, unique))), {
      most: 1_000,
    }),
);

export async function actorOfToken(db: Database, token: string): Promise<SignedIn | null> {
  const found = await tokenUsers(db).add(hashSecret(token).toString('hex'));
  if (!found) return null;
  if (!found.last_used || Date.now() - found.last_used.getTime() > TOUCH_INTERVAL)
    await db.run((q) => touchToken(q, found.token_id));
  return found;
}

/** Whose token it would be, if the account was not shut. */
export function inactiveOwner(db: Database, token: string): Promise<string | undefined> {
  return db.run((q) => inactiveUserOfToken(q, hashSecret(token)));
}

export async function tokens(
  db: Database,
  actor: Actor | null,
  query: ApiTokenQuery,
): Promise<Page<ApiToken>> {
  if (!actor) throw signIn();
  const { items, next } = await db.run((q) => listTokens(q, actor.id, query));
  return { items: items.map(toToken), next };
}

/** What is given instead of a random token must not be guessed either: LAVA's own have so many characters or more. */
const SHORTEST_TOKEN = 20;

export interface TokenOptions {
  /** Until it expires; 1 to {@link MAX_TOKEN_DAYS}. */
  days?: number | undefined;
  /** What of the account's rights it has; all if not given. */
  scope?: TokenScope | undefined;
  /** The token itself, instead of a new one. */
  secret?: string | undefined;
}

/** @throws LavaError `unauthenticated`, `request-invalid` */
export async function addToken(
  db: Database,
  actor: Actor | null,
  description: string,
  { days = TOKEN_DAYS, secret, scope = 'all' }: TokenOptions = {},
): Promise<z.infer<typeof NewApiToken>> {
  if (!actor) throw signIn();
  if (secret !== undefined && secret.length < SHORTEST_TOKEN)
    throw new LavaError('request-invalid', `a token has at least ${SHORTEST_TOKEN} characters`);
  if (!(days >= 1 && days <= MAX_TOKEN_DAYS))
    throw new LavaError('request-invalid', `a token lives for 1 to ${MAX_TOKEN_DAYS} days, not ${days}`);
  const token = secret ?? randomBytes(32).toString('base64url');
  const row = await db.transaction(async (q) => {
    const made = await insertToken(q, actor.id, hashSecret(token), { description, scope, days });
    await audit(q, {
      actor: actor.username,
      kind: 'token',
      object: made.id,
      action: 'add',
      new: scope === 'all' ? description : `${description} (${scope})`,
    });
    return made;
  });
  return { ...toToken(row), token };
}

export async function removeToken(db: Database, actor: Actor | null, id: number): Promise<void> {
  if (!actor) throw signIn();
  await db.transaction(async (q) => {
    if (!(await deleteToken(q, actor.id, id))) throw notFound('token', id);
    await audit(q, { actor: actor.username, kind: 'token', object: id, action: 'remove' });
  });
}

/** By the token itself, whoever's it is. */
export async function removeTokenItself(db: Database, actor: Actor | null, token: string): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'remove the tokens of others');
  await db.transaction(async (q) => {
    const id = await deleteTokenOfHash(q, hashSecret(token));
    if (id === undefined) throw notFound('token', '(not shown)');
    await audit(q, { actor: actor.username, kind: 'token', object: id, action: 'remove' });
  });
}

/** Tokens of one account or of all that were neither made nor used since; returns how many. */
export async function removeUnusedTokens(
  db: Database,
  actor: Actor | null,
  since: Date,
  username?: string,
): Promise<number> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'remove the tokens of others');
  const user = username === undefined ? undefined : await accountNamed(db, username);
  return db.transaction(async (q) => {
    const ids = await deleteUnusedTokens(q, since, user?.id);
    for (const id of ids)
      await audit(q, {
        actor: actor.username,
        kind: 'token',
        object: id,
        action: 'remove',
        reason: 'not used',
      });
    return ids.length;
  });
}

function toToken(row: {
  id: number;
  description: string;
  scope: TokenScope;
  created: Date;
  expires: Date;
  last_used: Date | null;
}) {
  return {
    id: row.id,
    description: row.description,
    scope: row.scope,
    created: row.created.toISOString(),
    expires: row.expires.toISOString(),
    lastUsed: row.last_used?.toISOString() ?? null,
  };
}
