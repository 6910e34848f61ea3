// SPDX-License-Identifier: Apache-2.0
import { AddUser, Identity } from '@lava/protocol/api/auth.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { deleteMember, insertGroup, insertMember } from '../db/queries/groups.ts';
import { groupsAmong, putIdentity, userOfIdentity } from '../db/queries/identities.ts';
import { getUser, insertUser, updateUser } from '../db/queries/users.ts';

/** Somebody whom a directory or provider has signed in. */
export interface Outsider {
  identity: Identity;
  /** The name that a new account gets. */
  username: string;
  email: string;
  /** Groups here that they belong to, of those that their groups are mapped to. */
  groups: readonly string[];
}

/** What it is called in the history, and in what people read. */
const PROVIDERS = { ldap: 'the directory', oidc: 'OpenID Connect' } as const;

/**
 * The account of somebody who was signed in elsewhere; it is made at the first sign-in. An account is found by what never
 * changes there, not by its name: whoever gets a name elsewhere gets nobody's account here.
 * @param mapped every group here that groups there are mapped to: who is not in theirs leaves it
 * @param from address of the client
 * @throws LavaError `unauthenticated` for an account that was deactivated, `conflict` when another account has the name,
 *   `forbidden` for what no account can have
 */
export async function accountOf(
  db: Database,
  said: Outsider,
  mapped: readonly string[],
  from: string,
): Promise<{ id: number; username: string }> {
  const outsider = checked(said);
  const found = await db.transaction(async (q) => {
    const account = (await userOfIdentity(q, outsider.identity)) ?? (await addAccount(q, outsider));
    if (!account) {
      await refused(q, outsider, from);
      return undefined;
    }
    const { id, username, email, usable } = account;
    if (!usable)
      throw new LavaError('unauthenticated', `the account ${username} is deactivated or has expired`);
    const by = `<${outsider.identity.provider}>`;
    if (outsider.email !== '' && outsider.email !== email) {
      await updateUser(q, username, { email: outsider.email });
      const change = { action: 'email', old: email, new: outsider.email };
      await audit(q, { actor: by, kind: 'user', object: username, ...change });
    }
    await synchronise(q, { id, username, by }, outsider.groups, mapped);
    return { id, username };
  });
  if (found) return found;
  const { provider, subject } = outsider.identity;
  const { username } = outsider;
  throw new LavaError(
    'conflict',
    `there is an account ${username} already, and it is not linked with ${PROVIDERS[provider]}`,
    { hint: `if it is yours, ask an admin: lava users update ${username} --link ${provider}:${subject}` },
  );
}

/** Neither control characters nor halves of others. */
const PLAIN = /^\P{C}*$/u;

/** What a directory or provider says may be anything: an address that none can be is left out. */
function checked(said: Outsider): Outsider {
  const { identity, email } = said;
  if (!Identity.safeParse(identity).success || !PLAIN.test(identity.subject))
    throw new LavaError('forbidden', `${PROVIDERS[identity.provider]} gives a number that nobody can have`);
  const known = AddUser.shape.email.safeParse(email).success && PLAIN.test(email);
  return known ? said : { ...said, email: '' };
}

/** Undefined: another account has the name. */
async function addAccount(q: Queries, { identity, username, email }: Outsider) {
  const parsed = AddUser.safeParse({ username, email });
  if (!parsed.success)
    throw new LavaError(
      'forbidden',
      `${PROVIDERS[identity.provider]} gives a name or address that no account can have: ${JSON.stringify(username.slice(0, 200))}`,
    );
  const made = await insertUser(q, { username, email, admin: false, password: null });
  // Somebody who signs in twice at the same moment has one now.
  if (!made) return userOfIdentity(q, identity);
  await putIdentity(q, made.id, identity);
  await audit(q, {
    actor: `<${identity.provider}>`,
    kind: 'user',
    object: username,
    action: 'add',
    new: 'user',
    reason: identity.subject,
  });
  return { id: made.id, username, email, usable: true };
}

/** For the admin who is asked to link them. */
async function refused(q: Queries, { identity, username }: Outsider, from: string): Promise<void> {
  if (!(await getUser(q, username))) return;
  await audit(q, {
    actor: `<${identity.provider}>`,
    kind: 'user',
    object: username,
    action: 'sign-in refused',
    reason: `not linked with ${identity.provider}:${identity.subject}, from ${from}`,
  });
}

async function synchronise(
  q: Queries,
  { id, username, by }: { id: number; username: string; by: string },
  wanted: readonly string[],
  mapped: readonly string[],
): Promise<void> {
  const names = [...new Set(mapped)].sort();
  const has = new Set(await groupsAmong(q, id, names));
  const entry = { actor: by, kind: 'group', new: username } as const;
  for (const name of names) {
    const belongs = wanted.includes(name);
    if (belongs === has.has(name)) continue;
    if (!belongs) {
      if (await deleteMember(q, name, id))
        await audit(q, { ...entry, object: name, action: 'remove member' });
      continue;
    }
    if (await insertGroup(q, name)) await audit(q, { actor: by, kind: 'group', object: name, action: 'add' });
    if (await insertMember(q, name, id)) await audit(q, { ...entry, object: name, action: 'add member' });
  }
}
