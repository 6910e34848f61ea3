// SPDX-License-Identifier: Apache-2.0
import type { JobHealth } from '@lava/protocol/api/jobs.ts';
import {
  DEVICE_STATES,
  type DeviceHealth,
  type DeviceState,
  type WorkerHealth,
} from '@lava/protocol/api/lab.ts';
import type { Kind } from '@lava/protocol/error/kind.ts';

/** A device is idle, held for a job, or used by a running one. It follows its job; nothing else changes its state. */
export type DeviceEvent = 'reserve' | 'run' | 'release';
export const DEVICE_EVENTS = ['reserve', 'run', 'release'] as const satisfies DeviceEvent[];

const STATES: Record<DeviceState, Partial<Record<DeviceEvent, DeviceState>>> = {
  idle: { reserve: 'reserved' },
  reserved: { run: 'running', release: 'idle' },
  running: { release: 'idle' },
};

export function nextDeviceState(state: DeviceState, event: DeviceEvent): DeviceState | undefined {
  return STATES[state][event];
}

/** States from which the event leads somewhere; the precondition that SQL asserts. */
export function deviceStatesBefore(event: DeviceEvent): DeviceState[] {
  return DEVICE_STATES.filter((state) => STATES[state][event] !== undefined);
}

/** Healths with which a device takes users' jobs; `looping` runs only health checks, one after the other. */
export const TAKES_JOBS = ['good', 'unknown'] as const satisfies DeviceHealth[];
export const TAKES_HEALTH_CHECKS = [...TAKES_JOBS, 'looping'] as const satisfies DeviceHealth[];

export interface JobOutcome {
  healthCheck: boolean;
  health: Exclude<JobHealth, 'unknown'>;
  /** Whose problem it was, for a job that failed. */
  kind: Kind | null;
}

/** Problems that may be the device's own. */
const LAB_KINDS: readonly (Kind | null)[] = ['infrastructure', 'configuration', 'bug'];

/**
 * Health after a job. What a person decided (maintenance, retired, looping) stays, whatever the job was.
 * A health check decides between good and bad; any other job that failed by the lab's fault only raises doubt.
 */
export function healthAfterJob(health: DeviceHealth, outcome: JobOutcome): DeviceHealth {
  if (health === 'maintenance' || health === 'retired' || health === 'looping') return health;
  if (outcome.healthCheck) return outcome.health === 'complete' ? 'good' : 'bad';
  const doubtful = outcome.health === 'incomplete' && LAB_KINDS.includes(outcome.kind);
  return doubtful && health === 'good' ? 'unknown' : health;
}

/** Health when somebody changes the health of the device's worker. */
export function healthAfterWorker(health: DeviceHealth, from: WorkerHealth, to: WorkerHealth): DeviceHealth {
  if (from === to) return health;
  if (to === 'retired') return health === 'bad' ? 'bad' : 'retired';
  // Nobody knows what happened to the board while the worker was away.
  if (to === 'active' && from === 'maintenance' && health === 'good') return 'unknown';
  return health;
}

/**
 * Healths of a device before and after all devices of a worker or of the lab are taken offline in one action, and what they are
 * brought back to. Nobody knows what was done to the board meanwhile, so one that was good has to prove it again.
 */
export const OFFLINE: Record<DeviceHealth, { during: DeviceHealth; after: DeviceHealth }> = {
  good: { during: 'maintenance', after: 'unknown' },
  unknown: { during: 'maintenance', after: 'unknown' },
  looping: { during: 'maintenance', after: 'looping' },
  bad: { during: 'maintenance', after: 'bad' },
  maintenance: { during: 'maintenance', after: 'maintenance' },
  retired: { during: 'retired', after: 'retired' },
};

/** Health when the device's configuration turns out not to render. */
export function healthAfterInvalidConfiguration(health: DeviceHealth): DeviceHealth {
  return health === 'maintenance' || health === 'retired' ? health : 'bad';
}
