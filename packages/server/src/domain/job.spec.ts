// SPDX-License-Identifier: Apache-2.0
import { JOB_STATES } from '@lava/protocol/api/jobs.ts';
import { describe, expect, it } from 'vitest';
import { JOB_EVENTS, nextJob } from './job.ts';

/** Every pair, written out: columns are the states in the order of JOB_STATES; `.` changes nothing. */
const EXPECTED = `
reserve      scheduling        .                 .                   .                   .                 .
schedule     scheduled         scheduled         .                   .                   .                 .
start        .                 .                 running             .                   .                 .
cancel       finished/canceled finished/canceled canceling           canceling           .                   .
expire       finished/canceled finished/canceled .                   .                   .                 .
complete     .                 .                 finished/complete   finished/complete   finished/complete   .
fail         .                 .                 finished/incomplete finished/incomplete finished/incomplete .
end-canceled .                 .                 finished/canceled   finished/canceled   finished/canceled   .
give-up      .                 .                 finished/incomplete finished/incomplete finished/canceled   .
retry        .                 .                 submitted           submitted           .                   .`;

describe('nextJob', () => {
  const rows = EXPECTED.trim()
    .split('\n')
    .map((line) => line.split(/\s+/));

  it('knows every event', () => expect(rows.map(([event]) => event)).toEqual([...JOB_EVENTS]));

  for (const [event, ...targets] of rows) {
    for (const [index, state] of JOB_STATES.entries()) {
      const target = targets[index] ?? '';
      it(`${state} + ${event} → ${target}`, () => {
        const next = nextJob(state, event as (typeof JOB_EVENTS)[number]);
        const text = next && (next.state === 'finished' ? `finished/${next.health}` : next.state);
        expect(text ?? '.').toBe(target);
      });
    }
  }

  it('never leads back but to be tried again, and knows the health exactly when it is finished', () => {
    for (const state of JOB_STATES) {
      for (const event of JOB_EVENTS) {
        const next = nextJob(state, event);
        if (!next || event === 'retry') continue;
        expect(JOB_STATES.indexOf(next.state)).toBeGreaterThan(JOB_STATES.indexOf(state));
        expect(next.state === 'finished').toBe(next.health !== 'unknown');
      }
    }
  });
});
