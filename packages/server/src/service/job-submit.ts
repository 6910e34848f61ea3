// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { devicesOfType, resolveDeviceType } from '../db/queries/device-types.ts';
import { insertJob } from '../db/queries/jobs.ts';
import { type Actor, maySubmit } from '../domain/permissions.ts';
import { checkEnvelope, type JobEnvelope, parseEnvelope } from './job-envelope.ts';
import { signIn } from './refusals.ts';

/** @throws LavaError `yaml-syntax`, `job-invalid`, `job-unschedulable`, `unauthenticated` */
export async function submitJob(
  db: Database,
  actor: Actor | null,
  definition: string,
  resubmittedFrom: number | null = null,
): Promise<number> {
  if (!maySubmit(actor)) throw signIn();
  const envelope = parseEnvelope(definition);
  const submission = randomUUID();
  return db.transaction(async (q) => {
    const target = await findTarget(q, actor, envelope);
    return insertJob(q, {
      submission,
      description: envelope.name,
      priority: envelope.priority,
      submitter: actor.id,
      visibility: envelope.visibility,
      viewing_groups: envelope.groups,
      device_type: target.deviceType,
      requested_device: envelope.device ?? null,
      requested_worker: target.worker,
      tags: envelope.tags,
      definition,
      original_definition: definition,
      metadata: JSON.stringify(envelope.metadata),
      queue_timeout: envelope.queueTimeout,
      resubmitted_from: resubmittedFrom,
    });
  });
}

/** Everything that is wrong with the job; it would be accepted when nothing of it is an error. */
export async function validateJob(db: Database, actor: Actor | null, definition: string): Promise<Problem[]> {
  if (!maySubmit(actor)) throw signIn();
  const { envelope, problems } = checkEnvelope(definition);
  if (!envelope) return problems;
  try {
    await db.run((q) => findTarget(q, actor, envelope));
    return problems;
  } catch (thrown) {
    if (!(thrown instanceof LavaError) || thrown.code !== 'job-unschedulable') throw thrown;
    return [...problems, { message: thrown.message, severity: 'error', hint: thrown.hint }];
  }
}

/** What the job is for, as the lab knows it. Whether a device is free now does not matter: the job waits. */
async function findTarget(
  q: Queries,
  actor: Actor,
  { deviceType, device, worker, tags, groups }: JobEnvelope,
): Promise<{ deviceType: string; worker: string | null }> {
  if (deviceType === undefined) throw unschedulable('MultiNode jobs are not supported by this server yet');
  const foreign = groups.filter((group) => !actor.admin && !actor.groups.includes(group));
  if (foreign.length > 0) throw unschedulable(`visibility: you are not in group ${foreign.join(', ')}`);
  const type = await resolveDeviceType(q, deviceType);
  if (type === undefined) throw unschedulable(`there is no device type ${deviceType}`);
  const devices = await devicesOfType(q, type);
  if (devices.length === 0) throw unschedulable(`there is no device of type ${type}`);
  const named = device === undefined ? devices : devices.filter(({ name }) => name === device);
  if (named.length === 0) throw unschedulable(`there is no device ${device} of type ${type}`);
  const there = worker === undefined ? named : named.filter((each) => each.worker === worker);
  if (there.length === 0) throw unschedulable(`worker ${worker} has no such device`);
  if (!there.some((each) => tags.every((tag) => each.tags.includes(tag)))) {
    throw unschedulable(`no device of type ${type} has the tags ${tags.join(', ')}`);
  }
  return { deviceType: type, worker: worker ?? null };
}

function unschedulable(message: string): LavaError {
  return new LavaError('job-unschedulable', message, { hint: 'see `lava device-types` and `lava devices`' });
}
