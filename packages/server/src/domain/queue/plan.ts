// SPDX-License-Identifier: Apache-2.0
import { Groups } from './groups.ts';
import {
  type Assignment,
  type Demand,
  type Lab,
  type LabDevice,
  type LabWorker,
  matches,
  obstacle,
  type QueuedGroup,
  type QueuedJob,
} from './lab.ts';

/** Which job gets which device: a function of data, without clock or database. */

/**
 * A group that cannot start yet keeps the devices that it will have from those that come after it in the queue, as far as
 * enough devices work: so big groups are not starved, and what they do not need is not idle for them.
 *
 * @param queue in the order in which jobs are served; the next one is asked for when the one before has its devices or none
 * @param given called with what gets its devices
 * @returns the assignments; devices and workers of `lab` are left as they are
 */
export function plan<J extends QueuedJob | QueuedGroup>(
  queue: Iterable<J>,
  lab: Lab,
  given: (next: J) => void = () => undefined,
): Assignment[] {
  const after: Lab = {
    ...lab,
    workers: new Map([...lab.workers].map(([name, worker]) => [name, { ...worker }])),
  };
  const free = lab.devices.filter((device) => lab.types.has(device.deviceType) && !obstacle(lab, device));
  const byType = Map.groupBy(free, ({ deviceType }) => deviceType);
  const taken = new Set<LabDevice>();
  const choices = new Map<Demand, Choice[]>();
  const assignments: Assignment[] = [];
  let groups: Groups | undefined;
  for (const next of queue) {
    if ('group' in next) {
      groups ??= new Groups(after, taken);
      const served = groups.serve(next);
      if (served.length > 0) given(next);
      for (const assignment of served) assignments.push(assignment);
      continue;
    }
    const { id, demand } = next;
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
    given(next);
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
