// SPDX-License-Identifier: Apache-2.0
import type { PermissionKind } from '@lava/protocol/api/permissions.ts';
import type * as z from 'zod';
import { enterGrant, permissionOf } from './grants.ts';
import type { Entry } from './report.ts';
import { add, enter, fill, type Run } from './run.ts';
import { GroupNames, GroupThere, inForm, UserNames, UserThere } from './shapes.ts';
import type { Source } from './source.ts';

export interface PeopleThere {
  users: UserThere[];
  groups: Map<string, z.output<typeof GroupThere>>;
}

/** There in every LAVA, and nobody. */
const NOBODY = new Set(['lava-health', 'AnonymousUser']);

/** @throws SourceRefusal when this version does not list them, or not to this account */
export async function readPeople(source: Source): Promise<PeopleThere> {
  const names = inForm(UserNames, await source.call('auth.users.list'), 'list of users');
  const users: UserThere[] = [];
  for (const { username } of names)
    if (!NOBODY.has(username))
      users.push(inForm(UserThere, await source.call('auth.users.show', [username]), 'user'));
  const groups: PeopleThere['groups'] = new Map();
  for (const name of inForm(GroupNames, await source.call('auth.groups.list'), 'list of groups'))
    groups.set(name, inForm(GroupThere, await source.call('auth.groups.show', [name]), 'group'));
  return { users, groups };
}

/** Accounts without passwords, and groups with their members. Who is an admin is decided here. */
export async function enterPeople(run: Run, { users, groups }: PeopleThere): Promise<void> {
  for (const user of users) await enter(run, 'user', user.username, (entry) => enterUser(run, entry, user));
  for (const [group, { permissions }] of groups)
    await enter(run, 'group', group, async (entry) => {
      const there = users.filter((user) => user.groups.includes(group)).map(({ username }) => username);
      const members = there.filter((name) => run.dryRun || run.here.users.has(name));
      if (members.length < there.length)
        entry.refused.push(`members who are not here: ${there.length - members.length}`);
      await enterGroup(run, entry, members);
      await enterEverywhere(run, entry, permissions, { user: null, group });
    });
}

async function enterUser(run: Run, entry: Entry, there: UserThere): Promise<void> {
  const { username, email } = there;
  const here = run.here.users.get(username);
  if (here)
    await fill(run, entry, { here, there: { email }, save: (set) => run.client.updateUser(username, set) });
  else
    await add(run, entry, async () => {
      run.here.users.set(username, await run.client.addUser({ username, email }));
      if (!there.is_active) await run.client.updateUser(username, { active: false });
    });
  if (there.is_superuser && !here)
    entry.remarks.push(`superuser there; to make an admin here: lava users update ${username} --admin`);
  await enterEverywhere(run, entry, there.permissions, { user: username, group: null });
}

async function enterGroup(run: Run, entry: Entry, members: readonly string[]): Promise<void> {
  const here = run.here.groups.get(entry.name);
  if (!here) {
    await add(run, entry, async () => {
      await run.client.addGroup({ name: entry.name, members: members.slice(0, MOST_AT_ONCE) });
      run.here.groups.set(entry.name, members);
    });
    if (members.length > MOST_AT_ONCE) entry.refused.push(`members beyond the first ${MOST_AT_ONCE}`);
    return;
  }
  const missing = members.filter((name) => !here.includes(name));
  if (missing.length === 0) return;
  // Whoever joins a group gets what it was given here.
  if (!run.overwrite) {
    entry.differs.push(`members only there: ${missing.slice(0, 20).join(', ')}`);
    return;
  }
  if (!run.dryRun) await run.client.updateGroup(entry.name, { add: missing.slice(0, MOST_AT_ONCE) });
  entry.changed.push('members');
}

const MOST_AT_ONCE = 1_000;
const KINDS: Record<string, PermissionKind> = {
  device: 'device',
  devicetype: 'device-type',
  worker: 'worker',
};

/** `lava_scheduler_app.add_device`: add on all devices. Other words mean nothing here. */
async function enterEverywhere(
  run: Run,
  entry: Entry,
  words: readonly string[],
  to: { user: string | null; group: string | null },
): Promise<void> {
  const unknown: string[] = [];
  for (const word of words) {
    const [, action = '', field = ''] =
      /^lava_scheduler_app\.(\w+_(device|devicetype|worker))$/.exec(word) ?? [];
    const permission = permissionOf(action, field);
    const kind = KINDS[field];
    if (!permission || !kind || (kind === 'worker' && permission === 'submit')) unknown.push(word);
    else await enterGrant(run, entry, { kind, object: null, permission, ...to });
  }
  if (unknown.length > 0)
    entry.remarks.push(`permissions that are not of this server: ${unknown.slice(0, 20).join(', ')}`);
}

/** Where people are not listed: groups that something was given to. */
export async function enterNamed(run: Run, groups: ReadonlySet<string>): Promise<void> {
  for (const group of groups)
    if (!run.here.groups.has(group)) await enter(run, 'group', group, (entry) => enterGroup(run, entry, []));
}
