// SPDX-License-Identifier: Apache-2.0
import type { Lease, LeaseAbility, PowerLease, ShareLease } from '@lava/protocol/api/leases.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { assertMayLease } from '../accounts/lease-quota.ts';
import type { Database, Queries } from '../db/database.ts';
import { NOW } from '../db/now.ts';
import { audit } from '../db/queries/audit.ts';
import { groupIds } from '../db/queries/groups.ts';
import { lockJob } from '../db/queries/job-state.ts';
import { lockLease, moveLease } from '../db/queries/leases.ts';
import { getUser } from '../db/queries/users.ts';
import { endEarly } from '../jobs/groups.ts';
import { type LeaseRules, leaseAbilities } from '../rights/leases.ts';
import type { Actor } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import { assertFree } from './ask.ts';
import { assertSeesLease, lease } from './leases.ts';

type Locked = NonNullable<Awaited<ReturnType<typeof lockLease>>>;

/** Does something to a lease that its holder, or an admin, may do to it as it is now. */
async function changing(
  db: Database,
  actor: Actor | null,
  job: number,
  ability: LeaseAbility,
  work: (q: Queries, row: Locked, actor: Actor) => Promise<string>,
): Promise<Lease> {
  await db.transaction(async (q) => {
    await assertSeesLease(q, actor, job);
    // The order of locks: the job first, since an end may cancel it.
    await lockJob(q, job);
    const row = await lockLease(q, job);
    if (!row) throw notFound('lease', job);
    if (!actor) throw forbidden(actor, '');
    if (!leaseAbilities(actor, row).includes(ability)) {
      const could = leaseAbilities(actor, { ...row, state: 'held' }).includes(ability);
      if (could) throw new LavaError('conflict', `lease ${job} is ${row.state}`);
      throw forbidden(actor, `do this: lease ${job} is somebody else's`);
    }
    const now = await work(q, row, actor);
    await audit(q, { actor: actor.username, kind: 'job', object: job, action: `lease ${ability}`, new: now });
  });
  return lease(db, actor, job);
}

/** Longer than now, up to what it may last; not into a time for which its device is booked. */
export function extendLease(db: Database, actor: Actor | null, job: number, seconds: number): Promise<Lease> {
  return changing(db, actor, job, 'extend', async (q, row) => {
    const asked = row.asked + seconds;
    if (asked > row.longest)
      throw new LavaError('conflict', `lease ${job} may last ${row.longest} s at most, found ${asked} s`);
    if (row.device !== null)
      await assertFree(q, row.device, { from: 0, seconds: (row.left ?? row.asked) + seconds, except: job });
    const until = row.until && new Date(row.until.getTime() + seconds * 1_000);
    await moveLease(q, job, 'change', { asked, until });
    return `${asked} s`;
  });
}

export function shareLease(
  db: Database,
  actor: Actor | null,
  job: number,
  shared: ShareLease,
): Promise<Lease> {
  return changing(db, actor, job, 'share', async (q) => {
    const groups = await groupIds(q, shared.groups);
    for (const name of shared.groups) if (!groups.has(name)) throw notFound('group', name);
    const users: number[] = [];
    for (const name of shared.users) users.push(await userId(q, name));
    await moveLease(q, job, 'change', { users, groups: [...groups.values()] });
    return [...shared.users, ...shared.groups.map((name) => `group ${name}`)].join(', ') || 'nobody';
  });
}

/** From now on it is somebody else's, who must be somebody who may lease. */
export function handOverLease(
  db: Database,
  actor: Actor | null,
  job: number,
  to: string,
  rules: LeaseRules,
): Promise<Lease> {
  return changing(db, actor, job, 'hand-over', async (q) => {
    const user = await getUser(q, to);
    if (!user?.active) throw notFound('user', to);
    await assertMayLease(q, user, rules, 0);
    await moveLease(q, job, 'change', { holder: user.id });
    return to;
  });
}

export function powerLease(
  db: Database,
  actor: Actor | null,
  job: number,
  { to }: PowerLease,
): Promise<Lease> {
  return changing(db, actor, job, 'power', async (q, row) => {
    await moveLease(q, job, 'switch', { power: to, power_number: row.power_number + 1 });
    return to;
  });
}

/** Ends it: a board that is held is freed as soon as its job has ended, one that is waited for is not waited for any more. */
export function endLease(db: Database, actor: Actor | null, job: number): Promise<Lease> {
  return changing(db, actor, job, 'end', async (q, row, by) => {
    const reason = `ended by ${by.username}`;
    await moveLease(q, job, 'end', { end_reason: reason, until: NOW });
    const locked = row.state === 'waiting' ? await lockJob(q, job) : undefined;
    if (locked) await endEarly(q, locked, reason);
    return reason;
  });
}

async function userId(q: Queries, name: string): Promise<number> {
  const user = await getUser(q, name);
  if (!user) throw notFound('user', name);
  return user.id;
}
