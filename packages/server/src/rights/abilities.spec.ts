// SPDX-License-Identifier: Apache-2.0
import { JOB_STATES } from '@lava/protocol/api/jobs.ts';
import { describe, expect, it } from 'vitest';
import {
  abilitiesOfSession,
  abilitiesOnAccount,
  abilitiesOnDevice,
  abilitiesOnDeviceType,
  abilitiesOnWorker,
  rightsOnJob,
} from './abilities.ts';
import { UNRESTRICTED } from './grants.ts';
import type { Actor } from './permissions.ts';

const ann = { id: 1, username: 'ann', admin: false, groups: [] };
const bob = { ...ann, id: 2, username: 'bob' };
const admin = { ...ann, id: 3, username: 'root', admin: true };
const job = { submitter: 1, visibility: 'public' as const, viewingGroups: [], place: UNRESTRICTED };

describe('rightsOnJob', () => {
  it.each([
    ['its submitter', ann, ['cancel', 'hold', 'resubmit', 'comment', 'history', 'deliveries']],
    ['an admin', admin, ['cancel', 'hold', 'resubmit', 'comment', 'history', 'deliveries']],
    ['another user', bob, ['resubmit', 'comment', 'history']],
    ['a visitor', null, []],
  ])('offers %s what the rules allow', (_, actor, may) => {
    expect(rightsOnJob(actor, { ...job, state: 'running' })).toEqual({ may, mayNot: {} });
  });

  it.each(JOB_STATES)('offers to cancel a job that is %s only while it can be', (state) => {
    const { may } = rightsOnJob(ann, { ...job, state });
    expect(may.includes('cancel')).toBe(state !== 'finished' && state !== 'canceling');
  });

  it.each(JOB_STATES)('offers to hold the board of a job that is %s only while it runs', (state) => {
    expect(rightsOnJob(ann, { ...job, state }).may.includes('hold')).toBe(state === 'running');
    expect(rightsOnJob(bob, { ...job, state }).may).not.toContain('hold');
  });

  it('says why a job that is being canceled cannot be canceled, to those who could', () => {
    const canceling = { ...job, state: 'canceling' as const };
    expect(rightsOnJob(ann, canceling).mayNot).toEqual({ cancel: 'the job is being canceled' });
    expect(rightsOnJob(bob, canceling).mayNot).toEqual({});
  });
});

/** As for those whom nothing was given. */
const of =
  <A>(abilities: (actor: Actor | null, changes: boolean) => A) =>
  (actor: Actor | null) =>
    abilities(actor, actor?.admin === true);

describe('abilities in the lab', () => {
  it.each([
    [
      'a device',
      of(abilitiesOnDevice),
      ['update', 'dictionary', 'health-check', 'remove', 'permissions', 'history'],
      ['history'],
    ],
    ['a device type', of(abilitiesOnDeviceType), ['update', 'remove', 'permissions', 'history'], ['history']],
    [
      'a worker',
      of(abilitiesOnWorker),
      ['update', 'join-line', 'remove', 'permissions', 'history'],
      ['history'],
    ],
    ['an account', abilitiesOnAccount, ['update', 'history'], []],
    ['the lab', abilitiesOfSession, ['submit', 'manage-lab', 'manage-users', 'read-history'], ['submit']],
  ])('on %s are those of admins, of users, and none of visitors', (_, abilities, admins, users) => {
    expect(abilities(admin)).toEqual(admins);
    expect(abilities(ann)).toEqual(users);
    expect(abilities(null)).toEqual([]);
  });
});
