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
  /** Devices that its submitter may not use now. Absent: none. */
  barred?: ReadonlySet<string>;
}

/** Jobs that ask the same share the demand, by identity; the plan looks at each once. */
export interface QueuedJob {
  id: number;
  demand: Demand;
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

/**
 * @param queue in the order in which jobs are served: priority, age
 * @returns the assignments; devices and workers of `lab` are left as they are
 */
export function plan(queue: readonly QueuedJob[], lab: Lab): Assignment[] {
  const after: Lab = {
    ...lab,
    workers: new Map([...lab.workers].map(([name, worker]) => [name, { ...worker }])),
  };
  const free = lab.devices.filter((device) => lab.types.has(device.deviceType) && !obstacle(lab, device));
  const byType = Map.groupBy(free, ({ deviceType }) => deviceType);
  const taken = new Set<LabDevice>();
  const choices = new Map<Demand, Choice[]>();
  const assignments: Assignment[] = [];
  for (const { id, demand } of queue) {
    let choice = choices.get(demand);
    if (!choice) {
      choice = choicesOf(demand, byType.get(demand.deviceType ?? '') ?? [], after);
      choices.set(demand, choice);
    }
    const device = best(choice, taken);
    if (!device) continue;
    taken.add(device.device);
    device.worker.busy++;
    assignments.push({ job: id, device: device.device.name, worker: device.worker.name });
  }
  return assignments;
}

/** Free devices that are equally good for a demand: as special as each other, at one worker. */
interface Choice {
  tags: number;
  worker: LabWorker;
  devices: { device: LabDevice; order: number }[];
  /** The first of them that may still be free. */
  next: number;
}

/** The plainest first. */
function choicesOf(demand: Demand, free: readonly LabDevice[], lab: Lab): Choice[] {
  const choices = new Map<string, Choice>();
  for (const [order, device] of free.entries()) {
    const worker = lab.workers.get(device.worker ?? '');
    if (!worker || !matches(demand, device)) continue;
    const key = `${device.tags.length} ${worker.name}`;
    const choice = choices.get(key);
    if (choice) choice.devices.push({ device, order });
    else choices.set(key, { tags: device.tags.length, worker, devices: [{ device, order }], next: 0 });
  }
  return [...choices.values()].sort((a, b) => a.tags - b.tags);
}

/** The plainest device that fits, so that special ones stay free; of equals the one whose worker has least to do. */
function best(choices: readonly Choice[], taken: ReadonlySet<LabDevice>) {
  let chosen: { device: LabDevice; order: number; worker: LabWorker; tags: number } | undefined;
  for (const choice of choices) {
    const { tags, worker, devices } = choice;
    if (chosen && tags > chosen.tags) break;
    if (worker.jobLimit > 0 && worker.busy >= worker.jobLimit) continue;
    for (let at = devices[choice.next]; at && taken.has(at.device); at = devices[choice.next]) choice.next++;
    const candidate = devices[choice.next];
    if (!candidate) continue;
    const order = chosen && (worker.busy - chosen.worker.busy || candidate.order - chosen.order);
    if (order === undefined || order < 0) chosen = { ...candidate, worker, tags };
  }
  return chosen;
}
