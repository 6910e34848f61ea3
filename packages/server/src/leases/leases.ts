// SPDX-License-Identifier: Apache-2.0
import type { Calendar, Lease, LeaseQuery } from '@lava/protocol/api/leases.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { may } from '../accounts/access.ts';
import type { Database, Queries } from '../db/database.ts';
import { bookingsOf } from '../db/queries/bookings.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { getLease, leaseAccess, listLeases } from '../db/queries/leases.ts';
import { visibleJobs } from '../jobs/visible.ts';
import { mayTypeAt } from '../rights/leases.ts';
import { type Actor, maySeeJob } from '../rights/permissions.ts';
import { notFound } from '../rights/refusals.ts';
import { toLease } from './view.ts';

export async function leases(db: Database, actor: Actor | null, query: LeaseQuery): Promise<Page<Lease>> {
  const { items, next } = await db.run((q) => listLeases(q, actor, query));
  return { items: items.map((row) => toLease(actor, row)), next };
}

/** @throws LavaError `not-found`, also when the actor may not see its job */
export async function lease(db: Database, actor: Actor | null, job: number): Promise<Lease> {
  const row = await db.run(async (q) => {
    await assertSeesLease(q, actor, job);
    return getLease(q, job);
  });
  if (!row) throw notFound('lease', job);
  return toLease(actor, row);
}

export async function assertSeesLease(q: Queries, actor: Actor | null, job: number): Promise<void> {
  const access = (await accessOfJobs(q, [job])).get(job);
  if (!access || !maySeeJob(actor, access)) throw notFound('lease', job);
}

/** Who may write to the consoles of a running job: whoever has or shares its lease. */
export async function mayType(db: Database, actor: Actor | null, job: number): Promise<boolean> {
  const access = await db.run((q) => leaseAccess(q, job));
  return access !== undefined && mayTypeAt(actor, access);
}

/** When the device is taken by leases or promised to them. @throws LavaError `not-found` */
export async function calendar(db: Database, actor: Actor | null, device: string): Promise<Calendar> {
  const rows = await db.run(async (q) => {
    await may(q, actor, 'view', 'device', device);
    return bookingsOf(q, device);
  });
  const visible = await visibleJobs(
    db,
    actor,
    rows.map(({ job_id }) => job_id),
  );
  const bookings = rows.map(({ job_id, username, state, from, until }) => ({
    ...(visible.has(job_id) ? { lease: job_id, holder: username } : { lease: null, holder: null }),
    state,
    from: from.toISOString(),
    until: until.toISOString(),
  }));
  return { device, bookings };
}
