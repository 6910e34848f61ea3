// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { Gather } from '@lava/kit/gather.ts';
import type { Account, AddUser, TokenScope, User, UserQuery } from '@lava/protocol/api/auth.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import type { Database } from '../db/database.ts';
import { perDatabase, readKeys } from '../db/per-database.ts';
import { audit } from '../db/queries/audit.ts';
import { touchSession } from '../db/queries/sessions.ts';
import {
  type AccountView,
  deleteSession,
  getUser,
  insertSession,
  insertUser,
  listUsers,
  passwordOf,
  type UserView,
  usersOfSessions,
} from '../db/queries/users.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import type { Directory } from './ldap/directory.ts';
import type { LoginLimit } from './login-limit.ts';
import { checkNothing, checkPassword, hashPassword } from './password.ts';
import { checkSecondFactor, type Known, type Required } from './second-factor/check.ts';
import { hashSecret, TOUCH_INTERVAL } from './secret.ts';

/** Users and their sessions. */

/** The actor of a request, with what pages show of it. */
export type SignedIn = Actor & {
  email: string;
  groupNames: string[];
  /** Of the token that the request came with; a browser's session has all. */
  scope?: TokenScope;
};

export function toUser({
  username,
  email,
  admin,
  groupNames,
}: Pick<UserView, 'username' | 'email' | 'admin' | 'groupNames'>): User {
  return { username, email, admin, groups: groupNames };
}

export function toAccount(row: AccountView): Account {
  const { active, expires, created, last_login, second_factor } = row;
  return {
    ...toUser(row),
    active,
    expires: expires?.toISOString() ?? null,
    created: created.toISOString(),
    lastLogin: last_login?.toISOString() ?? null,
    secondFactor: second_factor,
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
  const password = input.password === undefined ? null : await hashPassword(input.password);
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

/** What signs people in by a name and a password. */
export interface PasswordDoor {
  db: Database;
  loginLimit: LoginLimit;
  /** Where people are known besides here. */
  directory: Directory | undefined;
  secondFactorRequired: Required;
}

/** What somebody signs in with; `code` is of the second factor. */
export interface GivenLogin {
  username: string;
  password: string;
  code?: string | undefined;
}

/**
 * @param from address of the client, for the limit of attempts
 * @param days that the session lasts
 * @param options `signal` is aborted when the client is gone; `agent` is the browser, as it names itself
 */
export async function logIn(
  door: PasswordDoor,
  login: GivenLogin,
  from: string,
  days: number,
  { signal, agent = '' }: { signal?: AbortSignal; agent?: string } = {},
): Promise<{ token: string; expires: Date }> {
  const { how, ...known } = await checkLogin(door, login, from, signal);
  const reason = how === '' ? `from ${from}` : `from ${from}, ${how}`;
  return openSession(door.db, known, { days, agent, reason });
}

/** Password and second factor. @returns who it is, and how the second factor was given */
export async function checkLogin(
  door: PasswordDoor,
  login: GivenLogin,
  from: string,
  signal?: AbortSignal,
): Promise<Known & { how: string }> {
  const known = await checkPasswordOf(door, login, from, signal);
  const { code } = login;
  return {
    ...known,
    how: await checkSecondFactor(door.db, door.secondFactorRequired, known, { code, from }),
  };
}

/** @param options.days that the session lasts; `reason` is for the history */
export async function openSession(
  db: Database,
  { id, username }: Known,
  { days, agent, reason }: { days: number; agent: string; reason: string },
): Promise<{ token: string; expires: Date }> {
  const token = randomBytes(32).toString('base64url');
  const expires = await db.transaction(async (q) => {
    await audit(q, { actor: username, kind: 'user', object: username, action: 'sign-in', reason });
    return insertSession(q, hashSecret(token), id, days * 86_400_000, agent);
  });
  return { token, expires };
}

/**
 * Whose password it is, which is not enough for an account with a second factor. One that does not fit here is shown to the
 * directory, whether or not there is such an account: so an answer's delay does not reveal which there are.
 * @param from address of the client, for the limit of attempts
 * @throws LavaError `unauthenticated`, `too-many-requests`, `sign-in-unavailable`; see `accountOf`
 */
export async function checkPasswordOf(
  { db, loginLimit: limit, directory }: PasswordDoor,
  { username, password }: GivenLogin,
  from: string,
  signal?: AbortSignal,
): Promise<Known> {
  limit.begin(username, from);
  const { known, right } = await check().catch((error: unknown) => {
    limit.dropped(username, from);
    throw error;
  });
  const account = right ? known : await directory?.accountOf(db, { username, password }, from, signal);
  if (account) {
    limit.succeeded(username, from);
    return account;
  }
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

  async function check() {
    const found = await db.run((q) => passwordOf(q, username));
    const fits = found?.password
      ? checkPassword(password, found.password, signal)
      : checkNothing(password, signal);
    return { known: found && { id: found.id, username }, right: await fits };
  }
}

export function logOut(db: Database, sessionToken: string): Promise<void> {
  return db.run((q) => deleteSession(q, hashSecret(sessionToken)));
}

/** Every request asks who it is from: those that come together are looked up together. */
const sessions = perDatabase(
  (db) =>
    new Gather(
      (hashes: string[]) => readKeys(hashes, (unique) => db.run((q) => usersOfSessions(q, unique))),
      { most: 1_000 },
    ),
);

export async function actorOfSession(db: Database, token: string): Promise<SignedIn | null> {
  const found = await sessions(db).add(hashSecret(token).toString('hex'));
  if (found && Date.now() - found.last_used.getTime() > TOUCH_INTERVAL)
    await db.run((q) => touchSession(q, found.session_id));
  return found ?? null;
}

/** For the command line of the server: somebody's account without their password. */
export async function accountNamed(db: Database, username: string): Promise<Actor> {
  const user = await db.run((q) => getUser(q, username));
  if (!user) throw notFound('user', username);
  return user;
}
