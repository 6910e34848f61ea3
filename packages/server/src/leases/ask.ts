// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { AskLease, Lease } from '@lava/protocol/api/leases.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { assertMayLease, assertWithinQuota } from '../accounts/lease-quota.ts';
import type { Database, Queries } from '../db/database.ts';
import { fromNow } from '../db/now.ts';
import { audit } from '../db/queries/audit.ts';
import { bookedWithin } from '../db/queries/bookings.ts';
import { resolveDeviceType } from '../db/queries/device-types.ts';
import { getDevice } from '../db/queries/devices.ts';
import { objectGrants } from '../db/queries/grants.ts';
import { insertJob } from '../db/queries/job-insert.ts';
import { insertLease, lockLeases } from '../db/queries/leases.ts';
import { type JobRules, readEnvelope, refusedEnvelope } from '../jobs/submit/envelope.ts';
import { newJob } from '../jobs/submit/store.ts';
import { findTarget } from '../jobs/submit/target.ts';
import { permits } from '../rights/grants.ts';
import type { LeaseRules } from '../rights/leases.ts';
import { type Actor, maySubmit } from '../rights/permissions.ts';
import { notFound, signIn } from '../rights/refusals.ts';
import { bootDefinition, holdDefinition } from './definition.ts';
import { lease } from './leases.ts';
import type { LeaseTarget } from './with-hold.ts';

/**
 * Asks for a board: submits the job that holds it.
 * @throws LavaError `not-found`, `forbidden`, `conflict` beyond a quota or where the device is booked, and as a submit
 */
export async function askLease(
  db: Database,
  actor: Actor | null,
  asked: AskLease,
  rules: JobRules & { leases: LeaseRules },
): Promise<Lease> {
  if (!maySubmit(actor)) throw signIn();
  const { seconds, idle, delay = 0, job } = asked;
  const { longest } = rules.leases;
  const target = await db.run((q) => targetOf(q, actor, asked));
  await db.run((q) => assertMayLease(q, actor, rules.leases, seconds));
  const length = { seconds, idle, longest };
  const definition =
    job === undefined ? holdDefinition(target, length) : await bootDefinition(job, target, length);
  const checked = await readEnvelope(definition, rules);
  const { envelope } = checked;
  if (!envelope) throw refusedEnvelope(checked);
  const id = await db.transaction(async (q) => {
    await lockLeases(q);
    await assertWithinQuota(q, actor, rules.leases, seconds);
    if (target.device !== undefined && delay > 0)
      await assertFree(q, target.device, { from: delay, seconds });
    const text = definition;
    const stored = { actor, envelope, definition, text, json: false, resubmittedFrom: null, labRetries: 0 };
    const found = await findTarget(q, actor, envelope, false);
    const number = await insertJob(
      q,
      newJob({ job: { ...stored, submission: randomUUID() }, target: found }),
    );
    await insertLease(q, {
      ...{ job_id: number, holder: actor.id, asked: seconds, longest, idle: idle ?? null },
      device: target.device ?? null,
      not_before: delay > 0 ? fromNow(delay * 1_000) : null,
      ...{ begin_time: null, until: null, end_time: null, end_reason: null, power: null },
    });
    const what = `${target.device ?? target.deviceType} for ${seconds} s`;
    await audit(q, { actor: actor.username, kind: 'job', object: number, action: 'lease', new: what });
    return number;
  });
  return lease(db, actor, id);
}

/** A device of that name, else a device type. */
async function targetOf(q: Queries, actor: Actor, { target, tags }: AskLease): Promise<LeaseTarget> {
  const grants = await objectGrants(q, 'device', target);
  const device = grants && permits(actor, 'view', grants) ? await getDevice(q, target) : undefined;
  if (device) return { deviceType: device.device_type, device: target, tags };
  const type = await resolveDeviceType(q, target);
  if (type === undefined) throw notFound('device or device type', target);
  return { deviceType: type, tags };
}

/** @throws LavaError `conflict` */
export async function assertFree(
  q: Queries,
  device: string,
  when: Parameters<typeof bookedWithin>[2],
): Promise<void> {
  const other = await bookedWithin(q, device, when);
  if (other)
    throw new LavaError('conflict', `device ${device} is booked from ${other.not_before.toISOString()} on`, {
      hint: `see when it is free: lava devices calendar ${device}`,
    });
}
