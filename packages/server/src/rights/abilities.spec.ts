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

const ann = { id: 1, username: 'ann', admin: false, groups: [] };
const bob = { ...ann, id: 2, username: 'bob' };
const admin = { ...ann, id: 3, username: 'root', admin: true };
const job = { submitter: 1, visibility: 'public' as const, viewingGroups: [] };

describe('rightsOnJob', () => {
  it.each([
    ['its submitter', ann, ['cancel', 'resubmit', 'history']],
    ['an admin', admin, ['cancel', 'resubmit', 'history']],
    ['another user', bob, ['resubmit', 'history']],
    ['a visitor', null, []],
  ])('offers %s what the rules allow', (_, actor, may) => {
    expect(rightsOnJob(actor, { ...job, state: 'running' })).toEqual({ may, mayNot: {} });
  });

  it.each(JOB_STATES)('offers to cancel a job that is %s only while it can be', (state) => {
    const { may } = rightsOnJob(ann, { ...job, state });
    expect(may.includes('cancel')).toBe(state !== 'finished' && state !== 'canceling');
  });

  it('says why a job that is being canceled cannot be canceled, to those who could', () => {
    const canceling = { ...job, state: 'canceling' as const };
    expect(rightsOnJob(ann, canceling).mayNot).toEqual({ cancel: 'the job is being canceled' });
    expect(rightsOnJob(bob, canceling).mayNot).toEqual({});
  });
});

describe('abilities in the lab', () => {
  it.each([
    ['a device', abilitiesOnDevice, ['update', 'dictionary', 'history'], ['history']],
    ['a device type', abilitiesOnDeviceType, ['update', 'history'], ['history']],
    ['a worker', abilitiesOnWorker, ['update', 'join-line', 'history'], ['history']],
    ['an account', abilitiesOnAccount, ['update', 'history'], []],
    ['the lab', abilitiesOfSession, ['submit', 'manage-lab', 'manage-users', 'read-history'], ['submit']],
  ])('on %s are those of admins, of users, and none of visitors', (_, of, admins, users) => {
    expect(of(admin)).toEqual(admins);
    expect(of(ann)).toEqual(users);
    expect(of(null)).toEqual([]);
  });
});
