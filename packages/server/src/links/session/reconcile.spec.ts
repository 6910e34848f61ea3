// SPDX-License-Identifier: Apache-2.0
import { JOB_STATES, type JobState } from '@lava/protocol/api/jobs.ts';
import { describe, expect, it } from 'vitest';
import { reconcile, type Step } from './reconcile.ts';

const HELD = [undefined, 'running', 'ended'] as const;

/** What is done for a job of this worker, by its state and by what the worker has of it. */
const OURS: Record<JobState, [nothing: Step['do'][], running: Step['do'][], ended: Step['do'][]]> = {
  submitted: [[], [], []],
  scheduling: [[], [], []],
  scheduled: [['start'], ['started'], ['started']],
  running: [['missing'], [], []],
  canceling: [['missing'], ['cancel'], []],
  finished: [[], ['cancel'], []],
};

describe('bringing a worker and the database to agree', () => {
  it.each(JOB_STATES)('a job that is %s', (state) => {
    for (const [index, held] of HELD.entries()) {
      const job = { id: 7, state, worker: 'lab-1', cancel_reason: 'ann wanted it' };
      const steps = reconcile('lab-1', new Map(held ? [[7, held]] : []), [job]);
      expect(steps.map((step) => step.do)).toEqual(OURS[state][index]);
    }
  });

  it('a job of another worker, or of none, is ended and forgotten', () => {
    const other = { id: 8, state: 'running' as const, worker: 'lab-2', cancel_reason: null };
    const held = new Map<number, 'running' | 'ended'>([
      [8, 'running'],
      [9, 'ended'],
      [10, 'running'],
    ]);
    expect(reconcile('lab-1', held, [other])).toEqual([
      { do: 'cancel', job: 8, reason: 'the job is over for the server' },
      { do: 'forget', job: 9 },
      { do: 'cancel', job: 10, reason: 'the job is over for the server' },
    ]);
  });

  it('says why a job is canceled', () => {
    const job = { id: 7, state: 'canceling' as const, worker: 'lab-1', cancel_reason: 'ann wanted it' };
    expect(reconcile('lab-1', new Map([[7, 'running']]), [job])).toEqual([
      { do: 'cancel', job: 7, reason: 'ann wanted it' },
    ]);
  });
});
