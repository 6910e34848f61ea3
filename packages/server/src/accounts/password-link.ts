// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import type { PasswordLink, UsePasswordLink } from '@lava/protocol/api/auth.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { deletePasswordLink, putPasswordLink, userOfPasswordLink } from '../db/queries/password-links.ts';
import { deleteSessionsOf, getUser, updateUser } from '../db/queries/users.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import type { LoginLimit } from './login-limit.ts';
import { hashPassword } from './password.ts';
import { hashSecret } from './secret.ts';

/** How long a link is valid, milliseconds. */
const VALID = 3 * 86_400_000;

/**
 * A link by which somebody sets the password of an account, once: for a new account, and for a forgotten password. The
 * password that there is stays valid until then.
 */
export async function addPasswordLink(
  db: Database,
  actor: Actor | null,
  username: string,
): Promise<z.infer<typeof PasswordLink>> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'change users');
  const secret = randomBytes(32).toString('base64url');
  const expires = await db.transaction(async (q) => {
    const user = await getUser(q, username);
    if (!user) throw notFound('user', username);
    if (!user.active)
      throw new LavaError('conflict', `${username} is deactivated`, { hint: 'activate the account first' });
    const until = await putPasswordLink(q, user.id, hashSecret(secret), VALID);
    await audit(q, { actor: actor.username, kind: 'user', object: username, action: 'password-link' });
    return until;
  });
  // After the #, which a browser keeps to itself: neither proxies nor logs see it.
  return { username, path: `/password#${secret}`, expires: expires.toISOString() };
}

/**
 * Sets the password, and ends all sessions of the account; API tokens stay.
 * @param from address of the client, for the limit of attempts
 * @returns the name of the account
 * @throws LavaError `not-found` for a link that was used, has expired or never was
 */
export async function usePasswordLink(
  db: Database,
  limit: LoginLimit,
  { secret, password }: z.infer<typeof UsePasswordLink>,
  from: string,
): Promise<string> {
  limit.begin('', from);
  const hash = hashSecret(secret);
  const username = await db.run((q) => userOfPasswordLink(q, hash));
  if (username === undefined) throw gone();
  limit.succeeded('', from);
  const stored = await hashPassword(password);
  await db.transaction(async (q) => {
    if (!(await deletePasswordLink(q, hash))) throw gone();
    await updateUser(q, username, { password: stored });
    await deleteSessionsOf(q, username);
    await audit(q, {
      actor: username,
      kind: 'user',
      object: username,
      action: 'password',
      reason: 'by a link',
    });
  });
  return username;
}

function gone(): LavaError {
  return new LavaError('not-found', 'this link was used before, has expired, or was replaced by another', {
    hint: 'ask an admin for a new one',
  });
}
