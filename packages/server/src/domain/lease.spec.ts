// SPDX-License-Identifier: Apache-2.0
import { Random } from '@lava/kit/testing/random.ts';
import { LEASE_STATES, type LeaseState } from '@lava/protocol/api/leases.ts';
import { describe, expect, it } from 'vitest';
import { LEASE_EVENTS, nextLease } from './lease.ts';

/** Every pair, written out: columns are the states in the order of LEASE_STATES; `.` changes nothing. */
const EXPECTED = `
hold    held    .      .     .
change  waiting held   .     .
switch  .       held   .     .
end     ending  ending .     .
over    ended   ended  ended .`;

describe('nextLease', () => {
  it('is as written', () => {
    const rows = EXPECTED.trim()
      .split('\n')
      .map((line) => line.split(/\s+/));
    expect(rows.map(([event]) => event)).toEqual([...LEASE_EVENTS]);
    const found = LEASE_EVENTS.map((event) => [
      event,
      ...LEASE_STATES.map((state) => nextLease(state, event) ?? '.'),
    ]);
    expect(found).toEqual(rows);
  });

  it('whatever happens, in any order and any number of times: it never goes back, and ends with its job', () => {
    const random = new Random(7);
    for (let run = 0; run < 500; run++) {
      let state: LeaseState = 'waiting';
      const held: boolean[] = [];
      for (let n = 0; n < 12; n++) {
        const next: LeaseState = nextLease(state, random.one(LEASE_EVENTS)) ?? state;
        expect(LEASE_STATES.indexOf(next)).toBeGreaterThanOrEqual(LEASE_STATES.indexOf(state));
        held.push(next === 'held');
        state = next;
      }
      // Once it is not held any more, it is never held again.
      const last = held.lastIndexOf(true);
      const first = held.indexOf(true);
      expect(held.slice(first, last + 1).every(Boolean) || first === -1).toBe(true);
      expect(nextLease(state, 'over') ?? state).toBe('ended');
    }
  });
});
