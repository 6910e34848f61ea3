// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes } from 'node:crypto';
import { Gather } from '@lava/kit/gather.ts';
import {
  type Account,
  type AddUser,
  type ApiToken,
  type ApiTokenQuery,
  MAX_TOKEN_DAYS,
  type NewApiToken,
  TOKEN_DAYS,
  type User,
  type UserQuery,
} from '@lava/protocol/api/auth.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import type { Database } from '../db/database.ts';
import { perDatabase, readKeys } from '../db/per-database.ts';
import { audit } from '../db/queries/audit.ts';
import { touchSession } from '../db/queries/sessions.ts';
import {
  deleteSession,
  deleteToken,
  deleteTokenOfHash,
  deleteUnusedTokens,
  getUser,
  insertSession,
  insertToken,
  insertUser,
  listTokens,
  listUsers,
  passwordOf,
  touchToken,
  type UserView,
  usersOfSessions,
  usersOfTokens,
} from '../db/queries/users.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound, signIn } from '../rights/refusals.ts';
import type { LoginLimit } from './login-limit.ts';
import { checkNothing, checkPassword, hashPassword } from './password.ts';

/** Users, their sessions and tokens. */

/** The actor of a request, with what pages show of it. */
export type SignedIn = Actor & { email: string; groupNames: string[] };

export function toUser({
  username,
  email,
  admin,
  groupNames,
}: Pick<UserView, 'username' | 'email' | 'admin' | 'groupNames'>): User {
  return { username, email, admin, groups: groupNames };
}

export function toAccount(row: UserView): Account {
  const { active, created, last_login } = row;
  return {
    ...toUser(row),
    active,
    created: created.toISOString(),
    lastLogin: last_login?.toISOString() ?? null,
  };
}

export async function users(db: Database, actor: Actor | null, query: UserQuery): Promise<Page<Account>> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'list users');
  const { items, next } = await db.run((q) => listUsers(q, query));
  return { items: items.map(toAccount), next };
}

export async function addUser(
  db: Database,
  actor: Actor | null,
  input: z.infer<typeof AddUser>,
): Promise<User> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'add users');
  const { username, email, admin } = input;
  const password = await hashPassword(input.password);
  await db.transaction(async (q) => {
    if (!(await insertUser(q, { username, email, admin, password })))
      throw new LavaError('conflict', `there is a user ${username} already`);
    await audit(q, {
      actor: actor.username,
      kind: 'user',
      object: username,
      action: 'add',
      new: admin ? 'admin' : 'user',
    });
  });
  return { username, email, admin, groups: [] };
}

/**
 * @param from address of the client, for the limit of attempts
 * @param days that the session lasts
 * @param options `signal` is aborted when the client is gone; `agent` is the browser, as it names itself
 */
export async function logIn(
  db: Database,
  limit: LoginLimit,
  { username, password }: { username: string; password: string },
  from: string,
  days: number,
  { signal, agent = '' }: { signal?: AbortSignal; agent?: string } = {},
): Promise<{ token: string; expires: Date }> {
  limit.begin(username, from);
  const { known, right } = await check().catch((error: unknown) => {
    limit.dropped(username, from);
    throw error;
  });
  if (!known || !right) {
    // Of an account that exists: a name that somebody tries may be a password in the wrong field.
    if (known)
      await db.run((q) =>
        audit(q, {
          actor: username,
          kind: 'user',
          object: username,
          action: 'sign-in refused',
          reason: `from ${from}`,
        }),
      );
    throw new LavaError('unauthenticated', 'user name or password is wrong');
  }
  limit.succeeded(username, from);
  const token = randomBytes(32).toString('base64url');
  const expires = await db.transaction(async (q) => {
    await audit(q, {
      actor: username,
      kind: 'user',
      object: username,
      action: 'sign-in',
      reason: `from ${from}`,
    });
    return insertSession(q, hashToken(token), known.id, days * 86_400_000, agent);
  });
  return { token, expires };

  async function check() {
    const account = await db.run((q) => passwordOf(q, username));
    const fits = account?.password
      ? checkPassword(password, account.password, signal)
      : checkNothing(password, signal);
    return { known: account, right: await fits };
  }
}

export function logOut(db: Database, sessionToken: string): Promise<void> {
  return db.run((q) => deleteSession(q, hashToken(sessionToken)));
}

/** Every request asks who it is from: those that come together are looked up together. */
const sessions = perDatabase(
  (db) =>
    new Gather(
      (hashes: string[]) => readKeys(hashes, (unique) => db.run((q) => usersOfSessions(q, unique))),
      { most: 1_000 },
    ),
);
const tokenUsers = perDatabase(
  (db) =>
    new Gather((hashes: string[]) => readKeys(hashes, (unique) => db.run((q) => usersOfTokens(q, unique))), {
      most: 1_000,
    }),
);

export async function actorOfSession(db: Database, token: string): Promise<SignedIn | null> {
  const found = await sessions(db).add(hashToken(token).toString('hex'));
  if (found && Date.now() - found.last_used.getTime() > TOUCH_INTERVAL)
    await db.run((q) => touchSession(q, found.session_id));
  return found ?? null;
}

/** How often the last use of a session or token is written down, milliseconds. */
const TOUCH_INTERVAL = 60_000;

export async function actorOfToken(db: Database, token: string): Promise<SignedIn | null> {
  const found = await tokenUsers(db).add(hashToken(token).toString('hex'));
  if (!found) return null;
  if (!found.last_used || Date.now() - found.last_used.getTime() > TOUCH_INTERVAL)
    await db.run((q) => touchToken(q, found.token_id));
  return found;
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
  /** The token itself, instead of a new one. */
  secret?: string | undefined;
}

/** @throws LavaError `unauthenticated`, `request-invalid` */
export async function addToken(
  db: Database,
  actor: Actor | null,
  description: string,
  { days = TOKEN_DAYS, secret }: TokenOptions = {},
): Promise<z.infer<typeof NewApiToken>> {
  if (!actor) throw signIn();
  if (secret !== undefined && secret.length < SHORTEST_TOKEN)
    throw new LavaError('request-invalid', `a token has at least ${SHORTEST_TOKEN} characters`);
  if (!(days >= 1 && days <= MAX_TOKEN_DAYS))
    throw new LavaError('request-invalid', `a token lives for 1 to ${MAX_TOKEN_DAYS} days, not ${days}`);
  const token = secret ?? randomBytes(32).toString('base64url');
  const row = await db.transaction(async (q) => {
    const made = await insertToken(q, actor.id, hashToken(token), description, days);
    await audit(q, {
      actor: actor.username,
      kind: 'token',
      object: made.id,
      action: 'add',
      new: description,
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
    const id = await deleteTokenOfHash(q, hashToken(token));
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

/** For the command line of the server: somebody's account without their password. */
export async function accountNamed(db: Database, username: string): Promise<Actor> {
  const user = await db.run((q) => getUser(q, username));
  if (!user) throw notFound('user', username);
  return user;
}

function toToken(row: {
  id: number;
  description: string;
  created: Date;
  expires: Date;
  last_used: Date | null;
}) {
  return {
    id: row.id,
    description: row.description,
    created: row.created.toISOString(),
    expires: row.expires.toISOString(),
    lastUsed: row.last_used?.toISOString() ?? null,
  };
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
