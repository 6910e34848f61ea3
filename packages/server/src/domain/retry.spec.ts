// SPDX-License-Identifier: Apache-2.0
import { JOB_STATES } from '@lava/protocol/api/jobs.ts';
import { KINDS } from '@lava/protocol/error/kind.ts';
import { describe, expect, it } from 'vitest';
import { JOB_EVENTS } from './job.ts';
import { type EndedAttempt, isRetried } from './retry.ts';

const failed: EndedAttempt = {
  ...{ state: 'running', event: 'fail', kind: 'infrastructure', attempt: 1, retries: 2, tied: false },
};

describe('isRetried', () => {
  it('says yes only to a failure of the lab, in no other state and for no other event', () => {
    const yes: string[] = [];
    for (const state of JOB_STATES)
      for (const event of JOB_EVENTS)
        for (const kind of [...KINDS, null])
          if (isRetried({ ...failed, state, event, kind })) yes.push(`${state} ${event} ${kind}`);
    expect(yes).toEqual([
      'scheduled fail infrastructure',
      'scheduled give-up infrastructure',
      'running fail infrastructure',
      'running give-up infrastructure',
    ]);
  });

  it('ends with the attempts that the job has, and never goes beyond six', () => {
    const attempts = (retries: number) =>
      [1, 2, 3, 4, 5, 6, 7, 8].filter((attempt) => isRetried({ ...failed, attempt, retries }));
    expect(attempts(0)).toEqual([]);
    expect(attempts(2)).toEqual([1, 2]);
    expect(attempts(100)).toEqual([1, 2, 3, 4, 5]);
  });

  it('says no to a job that belongs to one device or to a group', () => {
    expect(isRetried({ ...failed, tied: true })).toBe(false);
  });
});
