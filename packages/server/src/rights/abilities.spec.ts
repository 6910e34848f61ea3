// SPDX-License-Identifier: Apache-2.0
import { JOB_STATES } from '@lava/protocol/api/jobs.ts';
import { describe, expect, it } from 'vitest';
import { abilitiesOfJob } from './abilities.ts';

const ann = { id: 1, username: 'ann', admin: false, groups: [] };
const bob = { ...ann, id: 2, username: 'bob' };
const admin = { ...ann, id: 3, username: 'root', admin: true };
const job = { submitter: 1, visibility: 'public' as const, viewingGroups: [] };

describe('abilitiesOfJob', () => {
  it.each([
    ['its submitter', ann, ['cancel', 'resubmit']],
    ['an admin', admin, ['cancel', 'resubmit']],
    ['another user', bob, ['resubmit']],
    ['a visitor', null, []],
  ])('offers %s what the rules allow', (_, actor, able) => {
    expect(abilitiesOfJob(actor, { ...job, state: 'running' })).toEqual(able);
  });

  it.each(JOB_STATES)('offers to cancel a job that is %s only while it can be', (state) => {
    const able = abilitiesOfJob(ann, { ...job, state }).includes('cancel');
    expect(able).toBe(state !== 'finished' && state !== 'canceling');
  });
});
