// SPDX-License-Identifier: Apache-2.0
import type { DeviceHealth, DeviceState, WorkerHealth, WorkerState } from '@lava/protocol/api/lab.ts';
import { TAKES_JOBS } from '../device.ts';

/** Which job gets which device: a function of data, without clock or database. */

/** What a job asks for. */
export interface Demand {
  deviceType: string | null;
  requestedDevice: string | null;
  requestedWorker: string | null;
  tags: readonly string[];
  /** Written for the first dispatcher: exclusive devices do not take it. */
  json: boolean;
}

export interface QueuedJob extends Demand {
  id: number;
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

/** Whether the device is of the kind that the job asks for, free or not. */
export function matches(demand: Demand, device: LabDevice): boolean {
  return (
    device.deviceType === demand.deviceType &&
    (demand.requestedDevice === null || demand.requestedDevice === device.name) &&
    (demand.requestedWorker === null || demand.requestedWorker === device.worker) &&
    !(demand.json && device.exclusive) &&
    demand.tags.every((tag) => device.tags.includes(tag))
  );
}

/** Types that have a device which could take a job now. */
export function freeTypes(lab: Lab): string[] {
  const free = lab.devices.filter((device) => lab.types.has(device.deviceType) && !obstacle(lab, device));
  return [...new Set(free.map(({ deviceType }) => deviceType))];
}

/**
 * @param queue in the order in which jobs are served: priority, age
 * @returns the assignments, and the lab as it is when they are carried out
 */
export function plan(queue: readonly QueuedJob[], lab: Lab): { assignments: Assignment[]; lab: Lab } {
  const devices = lab.devices.map((device) => ({ ...device }));
  const workers = new Map([...lab.workers].map(([name, worker]) => [name, { ...worker }]));
  const after: Lab = { ...lab, devices, workers };
  const free = new Map<string, LabDevice[]>();
  for (const device of devices) {
    if (!lab.types.has(device.deviceType) || obstacle(after, device)) continue;
    const list = free.get(device.deviceType);
    if (list) list.push(device);
    else free.set(device.deviceType, [device]);
  }
  const assignments: Assignment[] = [];
  for (const job of queue) {
    const candidates = free.get(job.deviceType ?? '');
    if (!candidates || candidates.length === 0) continue;
    const device = best(job, candidates, after);
    const worker = workers.get(device?.worker ?? '');
    if (!device || !worker) continue;
    device.state = 'reserved';
    worker.busy++;
    candidates.splice(candidates.indexOf(device), 1);
    assignments.push({ job: job.id, device: device.name, worker: worker.name });
  }
  return { assignments, lab: after };
}

/** The plainest device that fits, so that special ones stay free; of equals the one whose worker has least to do. */
function best(job: QueuedJob, candidates: readonly LabDevice[], lab: Lab): LabDevice | undefined {
  const load = (device: LabDevice) => lab.workers.get(device.worker ?? '')?.busy ?? 0;
  let chosen: LabDevice | undefined;
  for (const device of candidates) {
    // A worker that was filled in this round shows here.
    if (!matches(job, device) || obstacle(lab, device)) continue;
    const order = chosen && (device.tags.length - chosen.tags.length || load(device) - load(chosen));
    if (order === undefined || order < 0) chosen = device;
  }
  return chosen;
}
