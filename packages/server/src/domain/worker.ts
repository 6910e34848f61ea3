// SPDX-License-Identifier: Apache-2.0
import { WORKER_STATES, type WorkerState } from '@lava/protocol/api/lab.ts';

/** `seen`: an accepted message; `silent`: none for too long, or the link broke; `mismatch`: no version in common. */
export type WorkerEvent = 'seen' | 'silent' | 'mismatch';
export const WORKER_EVENTS = ['seen', 'silent', 'mismatch'] as const satisfies WorkerEvent[];

const TABLE: Record<WorkerState, Partial<Record<WorkerEvent, WorkerState>>> = {
  offline: { seen: 'online' },
  online: { silent: 'offline', mismatch: 'offline' },
};

/** Undefined when nothing changes. Health is only changed by people. */
export function nextWorkerState(state: WorkerState, event: WorkerEvent): WorkerState | undefined {
  return TABLE[state][event];
}

/** States from which the event leads somewhere; the precondition that SQL asserts. */
export function workerStatesBefore(event: WorkerEvent): WorkerState[] {
  return WORKER_STATES.filter((state) => TABLE[state][event] !== undefined);
}

/** Silence after which the server counts a worker as offline, milliseconds; as in LAVA. */
export const WORKER_TIMEOUT = 60_000;
