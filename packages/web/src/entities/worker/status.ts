// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import type { Status } from '../../ui/badge/status.ts';

export const WORKER_HEALTH: Record<Worker['health'], Status> = {
  active: { label: 'Enabled', color: 'teal' },
  maintenance: { label: 'Disabled', color: 'orange' },
  retired: { label: 'Retired', color: 'dark' },
};

export const WORKER_STATE: Record<Worker['state'], Status> = {
  online: { label: 'Online', color: 'teal' },
  offline: { label: 'Offline', color: 'red' },
};

/** Whether it is there; a worker that never joined is not simply offline. */
export function workerStatus({
  state,
  keyFingerprint,
  protocol,
  conflict,
}: Pick<Worker, 'state' | 'keyFingerprint' | 'protocol' | 'conflict'>): Status {
  if (conflict) return { label: 'Key used twice', color: 'red' };
  return keyFingerprint === null && protocol === 'zmq'
    ? { label: 'Not joined', color: 'gray' }
    : WORKER_STATE[state];
}
