// SPDX-License-Identifier: Apache-2.0

/** Who asks. `null` is somebody who is not signed in. */
export interface Actor {
  id: number;
  username: string;
  admin: boolean;
  /** Ids. */
  groups: number[];
}

/** Who works on the server's own host with `lava-server manage`; no user can have this name. */
export const COMMAND_LINE: Actor = { id: 0, username: '<manage>', admin: true, groups: [] };

/** What decides who may see and change a job. */
export interface JobAccess {
  submitter: number;
  visibility: 'public' | 'personal' | 'group';
  /** Ids. */
  viewingGroups: readonly number[];
}

/** Public jobs are everybody's to see; a job of groups needs membership of all of them. */
export function maySeeJob(actor: Actor | null, job: JobAccess): boolean {
  if (job.visibility === 'public') return true;
  if (actor === null) return false;
  if (actor.admin || actor.id === job.submitter) return true;
  return job.visibility === 'group' && job.viewingGroups.every((group) => actor.groups.includes(group));
}

/** Cancel, change priority. */
export function mayChangeJob(actor: Actor | null, job: JobAccess): boolean {
  return actor !== null && (actor.admin || actor.id === job.submitter);
}

/** Submit a job, and resubmit a visible one. */
export function maySubmit(actor: Actor | null): actor is Actor {
  return actor !== null;
}

/** Devices, device types, workers, users: enter and change. */
export function mayManageLab(actor: Actor | null): actor is Actor {
  return actor?.admin === true;
}

/** Dictionaries hold addresses and passwords of the lab's power switches, so they are not for everybody. */
export function maySeeDictionary(actor: Actor | null): boolean {
  return actor?.admin === true;
}
