// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import type { Status } from '../../ui/badge/status.ts';

/** Whether a device could take a job, and if not why; health comes first, for it is what somebody must act on. */
export function deviceStatus(device: Pick<Device, 'state' | 'health'>): Status {
  if (device.state === 'running') return { label: 'Running', color: 'blue', active: true };
  if (device.state === 'reserved') return { label: 'Reserved', color: 'cyan', active: true };
  return { label: 'Idle', color: 'gray' };
}

export const HEALTH: Record<Device['health'], Status> = {
  good: { label: 'Good', color: 'teal' },
  unknown: { label: 'Unknown', color: 'gray' },
  looping: { label: 'Looping', color: 'grape' },
  bad: { label: 'Bad', color: 'red' },
  maintenance: { label: 'Maintenance', color: 'orange' },
  retired: { label: 'Retired', color: 'dark' },
};
