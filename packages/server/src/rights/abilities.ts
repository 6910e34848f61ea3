// SPDX-License-Identifier: Apache-2.0
import type { AccountAbility, GroupAbility, SessionAbility, TokenAbility } from '@lava/protocol/api/auth.ts';
import type { JobAbility, JobState } from '@lava/protocol/api/jobs.ts';
import type { DeviceAbility, DeviceTypeAbility, WorkerAbility } from '@lava/protocol/api/lab.ts';
import {
  type Actor,
  type JobAccess,
  mayChangeJob,
  mayManage,
  mayManageLab,
  mayReadSecrets,
  maySubmit,
} from './permissions.ts';

/**
 * What this reader may do with a resource as it is now, for pages and clients that offer it; the actions themselves ask the
 * same rules again.
 */
export interface Rights<A extends string> {
  may: A[];
  /** What they could do at another time, and why not now. */
  mayNot: { [K in A]?: string };
}

export function rightsOnJob(actor: Actor | null, job: JobAccess & { state: JobState }): Rights<JobAbility> {
  const changes = mayChangeJob(actor, job);
  const ends = job.state === 'canceling';
  return {
    may: listOf<JobAbility>({
      cancel: changes && !ends && job.state !== 'finished',
      hold: changes && job.state === 'running',
      resubmit: maySubmit(actor),
      comment: actor !== null,
      history: actor !== null,
      deliveries: mayReadSecrets(actor, job),
    }),
    mayNot: changes && ends ? { cancel: 'the job is being canceled' } : {},
  };
}

/** @param changes whether they may change it, by rights/grants.ts */
export function abilitiesOnDevice(actor: Actor | null, changes: boolean): DeviceAbility[] {
  return listOf<DeviceAbility>({
    update: changes,
    dictionary: changes,
    'health-check': changes,
    remove: mayManage(actor, 'remove', 'device'),
    permissions: mayManageLab(actor),
    history: actor !== null,
  });
}

export function abilitiesOnDeviceType(actor: Actor | null, changes: boolean): DeviceTypeAbility[] {
  return listOf<DeviceTypeAbility>({
    update: changes,
    remove: mayManage(actor, 'remove', 'device-type'),
    permissions: mayManageLab(actor),
    history: actor !== null,
  });
}

export function abilitiesOnWorker(actor: Actor | null, changes: boolean): WorkerAbility[] {
  return listOf<WorkerAbility>({
    update: changes,
    'join-line': mayManageLab(actor),
    remove: mayManage(actor, 'remove', 'worker'),
    permissions: mayManageLab(actor),
    history: actor !== null,
  });
}

export function abilitiesOnAccount(actor: Actor | null): AccountAbility[] {
  return listOf<AccountAbility>({ update: mayManageLab(actor), history: mayManageLab(actor) });
}

export function abilitiesOnGroup(actor: Actor | null): GroupAbility[] {
  const manages = mayManageLab(actor);
  return listOf<GroupAbility>({ update: manages, remove: manages, history: manages });
}

/** Of one's own tokens; others are not shown. */
export const TOKEN_ABILITIES: TokenAbility[] = ['remove'];

/** What is not about any one thing. */
export function abilitiesOfSession(actor: Actor | null): SessionAbility[] {
  const manages = mayManageLab(actor);
  return listOf<SessionAbility>({
    submit: maySubmit(actor),
    'manage-lab': manages,
    'manage-users': manages,
    'read-history': manages,
  });
}

function listOf<A extends string>(able: Record<A, boolean>): A[] {
  return (Object.keys(able) as A[]).filter((ability) => able[ability]);
}
