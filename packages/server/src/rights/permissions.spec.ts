// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { UNRESTRICTED } from './grants.ts';
import { type Actor, type JobAccess, mayChangeJob, mayManageLab, maySeeJob } from './permissions.ts';

const actor = (id: number, groups: number[] = [], admin = false): Actor => ({
  id,
  username: `user${id}`,
  admin,
  groups,
});
const job = (visibility: JobAccess['visibility'], viewingGroups: number[] = []): JobAccess => ({
  submitter: 1,
  visibility,
  viewingGroups,
  place: UNRESTRICTED,
});

describe('permissions', () => {
  it('shows a public job to everybody', () => {
    expect(maySeeJob(null, job('public'))).toBe(true);
  });

  it('shows a personal job to its submitter and to admins', () => {
    const who = [null, actor(1), actor(2), actor(3, [], true)];
    expect(who.map((a) => maySeeJob(a, job('personal')))).toEqual([false, true, false, true]);
  });

  it('shows a job of groups to members of all of them', () => {
    const of = job('group', [1, 2]);
    const who = [null, actor(2, [1]), actor(2, [1, 2]), actor(1)];
    expect(who.map((a) => maySeeJob(a, of))).toEqual([false, false, true, true]);
  });

  it('lets the submitter and admins change a job, and only admins the lab', () => {
    const who = [null, actor(1), actor(2), actor(3, [], true)];
    expect(who.map((a) => mayChangeJob(a, job('public')))).toEqual([false, true, false, true]);
    expect(who.map(mayManageLab)).toEqual([false, false, false, true]);
  });
});
