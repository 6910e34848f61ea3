// SPDX-License-Identifier: Apache-2.0
import type { PermissionKind } from '@lava/protocol/api/permissions.ts';
import { type LabPermission, type ObjectGrants, permits, permitsEverywhere } from './grants.ts';

/** Who asks. `null` is somebody who is not signed in. */
export interface Actor {
  id: number;
  username: string;
  admin: boolean;
  /** Ids. */
  groups: number[];
  /** What they were given on all objects of a kind. Absent: nothing. */
  everywhere?: readonly LabPermission[];
}

/** Who works on the server's own host with `lava-server manage`; no user can have this name. */
export const COMMAND_LINE: Actor = { id: 0, username: '<manage>', admin: true, groups: [] };

/** What decides who may see and change a job. */
export interface JobAccess {
  submitter: number;
  visibility: 'public' | 'personal' | 'group';
  /** Ids. */
  viewingGroups: readonly number[];
  /** What was given on its device, or before it has one, on its device type. */
  place: ObjectGrants;
}

/** A public job is for everybody who may see its device; a job of groups needs membership of all of them. */
export function maySeeJob(actor: Actor | null, job: JobAccess): boolean {
  if (job.visibility === 'public' && permits(actor, 'view', job.place)) return true;
  if (actor === null) return false;
  if (actor.admin || actor.id === job.submitter) return true;
  return job.visibility === 'group' && job.viewingGroups.every((group) => actor.groups.includes(group));
}

/** Cancel, of a job that they may see: also who looks after the device. */
export function mayChangeJob(actor: Actor | null, job: JobAccess): boolean {
  return mayReadSecrets(actor, job) || permits(actor, 'change', job.place);
}

/** What is masked for others in its definition. */
export function mayReadSecrets(actor: Actor | null, job: Pick<JobAccess, 'submitter'>): boolean {
  return actor !== null && (actor.admin || actor.id === job.submitter);
}

/** Submit a job, and resubmit a visible one. */
export function maySubmit(actor: Actor | null): actor is Actor {
  return actor !== null;
}

/** Users, groups, permissions, and the lab as a whole. */
export function mayManageLab(actor: Actor | null): actor is Actor {
  return actor?.admin === true;
}

/** Whether they may add objects of a kind, or remove them. */
export function mayManage(actor: Actor | null, what: 'add' | 'remove', kind: PermissionKind): actor is Actor {
  return actor !== null && permitsEverywhere(actor, what, kind);
}

/** Facts of devices in the logs of jobs: addresses and passwords of the lab's power switches. */
export function maySeeFacts(actor: Actor | null): boolean {
  return actor?.admin === true;
}
