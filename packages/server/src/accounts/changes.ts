// SPDX-License-Identifier: Apache-2.0
import type { Account, ChangePassword, Identity, UpdateUser } from '@lava/protocol/api/auth.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { deleteIdentity, identitiesOf, putIdentity } from '../db/queries/identities.ts';
import { deleteSecondFactor } from '../db/queries/second-factors.ts';
import { deleteSessionsOf, getUser, passwordOf, updateUser } from '../db/queries/users.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound, signIn } from '../rights/refusals.ts';
import { toAccount } from './accounts.ts';
import type { LoginLimit } from './login-limit.ts';
import { checkPassword, hashPassword } from './password.ts';

export async function account(db: Database, actor: Actor | null, username: string): Promise<Account> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'list users');
  return db.run(async (q) => {
    const found = await getUser(q, username);
    if (!found) throw notFound('user', username);
    return { ...toAccount(found), identities: await identitiesOf(q, username) };
  });
}

/** Who signs in to the account besides its password. @throws LavaError `unauthenticated` for strangers */
export async function ownIdentities(db: Database, actor: Actor | null): Promise<Identity[]> {
  if (!actor) throw signIn();
  return db.run((q) => identitiesOf(q, actor.username));
}

/**
 * A new password, or none any more, ends the sessions that are open; API tokens stay. Accounts are never removed: jobs and
 * the history name them.
 */
export async function changeAccount(
  db: Database,
  actor: Actor | null,
  username: string,
  { password, expires, link, unlink, removeSecondFactor, ...change }: z.infer<typeof UpdateUser>,
): Promise<Account> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'change users');
  if (username === actor.username && (change.active === false || change.admin === false || expires)) {
    throw new LavaError(
      'conflict',
      'you cannot deactivate your own account, let it expire, or take its rights',
      {
        hint: 'another admin can, or `lava-server manage users set` on the host of the server',
      },
    );
  }
  const hash = password === undefined ? undefined : await hashPassword(password);
  const until = expires == null ? expires : new Date(expires);
  const set = {
    ...change,
    ...(hash !== undefined && { password: hash }),
    ...(until !== undefined && { expires: until }),
  };
  return db.transaction(async (q) => {
    const before = await getUser(q, username);
    if (!before) throw notFound('user', username);
    if (Object.keys(set).length > 0) await updateUser(q, username, set);
    const entry = { actor: actor.username, kind: 'user', object: username } as const;
    const removed = removeSecondFactor && (await deleteSecondFactor(q, before.id));
    if (removed) await audit(q, { ...entry, action: 'second-factor', old: 'on', new: 'off' });
    if (removed || hash !== undefined || change.active === false) await deleteSessionsOf(q, username);
    if (hash !== undefined) await audit(q, { ...entry, action: 'password' });
    for (const key of ['email', 'admin', 'active'] as const) {
      const value = change[key];
      if (value === undefined || value === before[key]) continue;
      await audit(q, { ...entry, action: key, old: String(before[key]), new: String(value) });
    }
    const was = before.expires?.toISOString() ?? null;
    if (expires !== undefined && expires !== was)
      await audit(q, { ...entry, action: 'expires', old: was, new: expires });
    await changeIdentity(q, { ...entry, id: before.id }, { link, unlink });
    const identities = await identitiesOf(q, username);
    return {
      ...toAccount({
        ...before,
        ...change,
        ...(until !== undefined && { expires: until }),
        ...(removeSecondFactor && { second_factor: false }),
      }),
      identities,
    };
  });
}

/** Sessions end with an identity: who signed in by it may be somebody else. */
async function changeIdentity(
  q: Queries,
  { id, ...entry }: { id: number; actor: string; kind: 'user'; object: string },
  { link, unlink }: { link?: Identity | undefined; unlink?: Identity['provider'] | undefined },
): Promise<void> {
  if (unlink !== undefined && (await deleteIdentity(q, id, unlink))) {
    await deleteSessionsOf(q, entry.object);
    await audit(q, { ...entry, action: 'unlink', old: unlink });
  }
  if (!link) return;
  const name = `${link.provider}:${link.subject}`;
  if (!(await putIdentity(q, id, link)))
    throw new LavaError('conflict', `${name} is linked with another account`, {
      hint: 'unlink it there first: lava users update NAME --unlink PROVIDER',
    });
  await audit(q, { ...entry, action: 'link', new: name });
}

/**
 * Ends all sessions of the account; API tokens stay.
 * @param from address of the client, for the limit of attempts
 * @throws LavaError `request-invalid` when the current password is wrong
 */
export async function changeOwnPassword(
  db: Database,
  limit: LoginLimit,
  actor: Actor | null,
  { current, password }: z.infer<typeof ChangePassword>,
  from: string,
): Promise<void> {
  if (!actor) throw signIn();
  const { username } = actor;
  limit.begin(username, from);
  const known = await db.run((q) => passwordOf(q, username));
  if (!known?.password || !(await checkPassword(current, known.password))) {
    throw new LavaError('request-invalid', 'the current password is wrong', {
      problems: [{ message: 'is not your current password', where: { path: ['current'] } }],
    });
  }
  limit.succeeded(username, from);
  const hash = await hashPassword(password);
  await db.transaction(async (q) => {
    await updateUser(q, username, { password: hash });
    await deleteSessionsOf(q, username);
    await audit(q, { actor: username, kind: 'user', object: username, action: 'password' });
  });
}
