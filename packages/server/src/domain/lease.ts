// SPDX-License-Identifier: Apache-2.0
import { LEASE_STATES, type LeaseState } from '@lava/protocol/api/leases.ts';

/**
 * Life of a lease, next to that of its job. It is monotonic too: an event that comes twice or too late changes nothing.
 *
 * | state   | meaning                                                                  |
 * |---------|--------------------------------------------------------------------------|
 * | waiting | its job waits, or prepares the board                                     |
 * | held    | the board is its holder's                                                |
 * | ending  | its job was asked to end the hold, or is canceled                        |
 * | ended   | its job is over                                                          |
 */
export type LeaseEvent =
  /** The job says that it holds the board. */
  | 'hold'
  /** Extended, shared, handed over. */
  | 'change'
  /** The power is switched. */
  | 'switch'
  /** Somebody ends it, or its time is over. */
  | 'end'
  /** The job is finished. */
  | 'over';

export const LEASE_EVENTS = ['hold', 'change', 'switch', 'end', 'over'] as const satisfies LeaseEvent[];

/** What is not listed changes nothing. */
const TABLE: Record<LeaseState, Partial<Record<LeaseEvent, LeaseState>>> = {
  waiting: { hold: 'held', change: 'waiting', end: 'ending', over: 'ended' },
  held: { change: 'held', switch: 'held', end: 'ending', over: 'ended' },
  ending: { over: 'ended' },
  ended: {},
};

/** Undefined when the event changes nothing in this state. */
export function nextLease(state: LeaseState, event: LeaseEvent): LeaseState | undefined {
  return TABLE[state][event];
}

/** States from which the event leads somewhere; the precondition that SQL asserts. */
export function leaseStatesBefore(event: LeaseEvent): LeaseState[] {
  return LEASE_STATES.filter((state) => TABLE[state][event] !== undefined);
}

/** States in which its board is wanted in some way. */
export const WISHING_STATES = ['held', 'ending'] as const satisfies LeaseState[];
