// SPDX-License-Identifier: Apache-2.0
import type { DeviceHealth, DeviceState, WorkerHealth, WorkerState } from '@lava/protocol/api/lab.ts';
import { TAKES_JOBS } from '../device.ts';

/** The lab and the queue, as the plan sees them. */

/** What a job asks for. */
export interface Demand {
  deviceType: string | null;
  requestedDevice: string | null;
  requestedWorker: string | null;
  tags: readonly string[];
  /** Written for the first dispatcher: exclusive devices do not take it. */
  json: boolean;
  /** Devices on which it failed before. */
  avoid?: readonly string[];
  /** Devices that its submitter may not use now. Absent: none. */
  barred?: ReadonlySet<string>;
}

/** Jobs that ask the same share the demand, by identity; the plan looks at each once. */
export interface QueuedJob {
  id: number;
  demand: Demand;
}

/** Jobs that get their devices together, or none of them. */
export interface QueuedGroup {
  group: number;
  members: readonly QueuedJob[];
}

export interface LabDevice {
  name: string;
  deviceType: string;
  worker: string | null;
  state: DeviceState;
  health: DeviceHealth;
  /** Takes no JSON jobs. */
  exclusive: boolean;
  tags: readonly string[];
}

export interface LabWorker {
  name: string;
  state: WorkerState;
  health: WorkerHealth;
  /** 0: unlimited. */
  jobLimit: number;
  /** Devices that are reserved or running. */
  busy: number;
}

export interface Lab {
  devices: readonly LabDevice[];
  workers: ReadonlyMap<string, LabWorker>;
  /** Types that take jobs. */
  types: ReadonlySet<string>;
}

export interface Assignment {
  job: number;
  device: string;
  worker: string;
  /** Whose assignments count only together; they follow each other. */
  group?: number;
}

/** Why a device takes no job now; undefined: it does. */
export type Obstacle =
  | 'busy'
  | 'maintenance'
  | 'bad'
  | 'looping'
  | 'retired'
  | 'no-worker'
  | 'worker-offline'
  | 'worker-maintenance'
  | 'worker-full';

/** What passes without anybody doing something about it. */
export const PASSES: readonly (Obstacle | undefined)[] = [undefined, 'busy', 'worker-full'];

export function obstacle(lab: Lab, device: LabDevice): Obstacle | undefined {
  if (device.health === 'retired') return 'retired';
  const worker = device.worker === null ? undefined : lab.workers.get(device.worker);
  if (!TAKES_JOBS.some((health) => health === device.health)) {
    return device.health as Exclude<DeviceHealth, (typeof TAKES_JOBS)[number]>;
  }
  if (!worker) return 'no-worker';
  if (worker.health !== 'active') return 'worker-maintenance';
  if (worker.state !== 'online') return 'worker-offline';
  if (device.state !== 'idle') return 'busy';
  if (worker.jobLimit > 0 && worker.busy >= worker.jobLimit) return 'worker-full';
  return undefined;
}

/** Whether the device is of the kind that the job asks for, free or not, and its submitter may use it. */
export function matches(demand: Demand, device: LabDevice): boolean {
  return fits(demand, device) && !demand.barred?.has(device.name);
}

/** Whoever asks. */
export function fits(demand: Demand, device: LabDevice): boolean {
  return (
    device.deviceType === demand.deviceType &&
    (demand.requestedDevice === null || demand.requestedDevice === device.name) &&
    (demand.requestedWorker === null || demand.requestedWorker === device.worker) &&
    !(demand.json && device.exclusive) &&
    demand.tags.every((tag) => device.tags.includes(tag))
  );
}
