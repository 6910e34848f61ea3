// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Queries } from '../../db/database.ts';
import { devicesOfType, resolveDeviceType } from '../../db/queries/device-types.ts';
import { objectGrants } from '../../db/queries/grants.ts';
import { groupIds } from '../../db/queries/groups.ts';
import { placeGroup } from '../../domain/queue/place-group.ts';
import { permits } from '../../rights/grants.ts';
import type { Actor } from '../../rights/permissions.ts';
import type { JobEnvelope } from './envelope.ts';

export interface Target {
  deviceType: string;
  worker: string | null;
  /** Ids of the groups that may see it. */
  groups: number[];
}

/**
 * What the job is for, as the lab knows it. Whether a device is free now does not matter: the job waits.
 * @param json written for the first dispatcher: exclusive devices do not take it
 * @throws LavaError `job-unschedulable`
 */
export async function findTarget(
  q: Queries,
  actor: Actor,
  envelope: JobEnvelope,
  json: boolean,
): Promise<Target> {
  const groups = await viewersOf(q, actor, envelope.groups);
  const { type } = await devicesThatFit(q, actor, { ...envelope, json });
  return { deviceType: type, worker: envelope.worker ?? null, groups };
}

/**
 * The same for each role of a group: enough devices, each for one job.
 * @throws LavaError `job-unschedulable`
 */
export async function findGroupTargets(
  q: Queries,
  actor: Actor,
  { groups: named, roles = [] }: JobEnvelope,
  json: boolean,
): Promise<Map<string, Target>> {
  const groups = await viewersOf(q, actor, named);
  const targets = new Map<string, Target>();
  const wanted: { name: string; worker: string }[][] = [];
  for (const role of roles) {
    const { type, devices } = await devicesThatFit(q, actor, { ...role, json });
    targets.set(role.role, { deviceType: type, worker: role.worker ?? null, groups });
    const places = devices.map(({ name }) => ({ name, worker: '' }));
    for (let n = 0; n < role.count; n++) wanted.push(places);
  }
  if (!placeGroup(wanted, () => Number.POSITIVE_INFINITY))
    throw unschedulable(
      `the roles need ${wanted.length} devices at the same time, and the lab has fewer that fit`,
    );
  return targets;
}

interface Asked extends Pick<JobEnvelope, 'deviceType' | 'device' | 'worker' | 'tags'> {
  json: boolean;
}

/** At least one. */
async function devicesThatFit(
  q: Queries,
  actor: Actor,
  { deviceType, device, worker, tags, json }: Asked,
): Promise<{ type: string; devices: DeviceOfType[] }> {
  const { type, devices: all } = await devicesFor(q, actor, deviceType ?? '');
  const devices = all.filter((each) => permits(actor, 'submit', { kind: 'device', ...each }));
  if (devices.length === 0) throw unschedulable(`you may not submit to any device of type ${type}`);
  const named = device === undefined ? devices : devices.filter(({ name }) => name === device);
  if (named.length === 0 && all.some((each) => each.name === device && sees(actor, each)))
    throw unschedulable(`you may not submit to device ${device}`);
  if (named.length === 0) throw unschedulable(`there is no device ${device} of type ${type}`);
  const there = worker === undefined ? named : named.filter((each) => each.worker === worker);
  if (there.length === 0) throw unschedulable(`worker ${worker} has no such device`);
  const tagged = there.filter((each) => tags.every((tag) => each.tags.includes(tag)));
  if (tagged.length === 0) throw unschedulable(`no device of type ${type} has the tags ${tags.join(', ')}`);
  const fitting = json ? tagged.filter(({ exclusive }) => !exclusive) : tagged;
  if (fitting.length === 0) {
    const what = device === undefined ? `every device of type ${type} that fits` : `device ${device}`;
    throw new LavaError('job-unschedulable', `${what} is exclusive: it runs no JSON jobs`, {
      hint: 'submit it as a pipeline job: lava jobs translate FILE',
    });
  }
  return { type, devices: fitting };
}

/** Ids of the groups that may see the job. Whether a group exists is only for its members, and for admins, to know. */
export async function viewersOf(q: Queries, actor: Actor, names: readonly string[]): Promise<number[]> {
  const ids = await groupIds(q, names);
  const unknown = names.filter((name) => !ids.has(name));
  if (actor.admin && unknown.length > 0) {
    throw unschedulable(`visibility: there is no group ${unknown.join(', ')}`);
  }
  const foreign = names.filter((name) => !actor.admin && !actor.groups.includes(ids.get(name) ?? 0));
  if (foreign.length > 0) throw unschedulable(`visibility: you are not in group ${foreign.join(', ')}`);
  return [...ids.values()];
}

type DeviceOfType = Awaited<ReturnType<typeof devicesOfType>>[number];

function sees(actor: Actor, { own, type }: DeviceOfType): boolean {
  return permits(actor, 'view', { kind: 'device', own, type });
}

/** Devices of the type, or of the type that the alias means; at least one. */
export async function devicesFor(q: Queries, actor: Actor, nameOrAlias: string) {
  const type = await resolveDeviceType(q, nameOrAlias);
  const grants = type === undefined ? undefined : await objectGrants(q, 'device-type', type);
  if (type === undefined || !grants || !permits(actor, 'view', grants))
    throw unschedulable(`there is no device type ${nameOrAlias}`);
  const devices = await devicesOfType(q, type);
  if (devices.length === 0) throw unschedulable(`there is no device of type ${type}`);
  return { type, devices };
}

export function unschedulable(message: string): LavaError {
  return new LavaError('job-unschedulable', message, { hint: 'see `lava device-types` and `lava devices`' });
}
