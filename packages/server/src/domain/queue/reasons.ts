// SPDX-License-Identifier: Apache-2.0
import { type Demand, fits, type Lab, type LabDevice, matches, type Obstacle, obstacle } from './lab.ts';

/** Why a job waits, in words; a function of data like the plan itself. Most important first, never empty. */
export function waitingReasons(demand: Demand, lab: Lab): string[] {
  const type = demand.deviceType ?? '';
  const ofType = lab.devices.filter((device) => device.deviceType === type && device.health !== 'retired');
  if (demand.requestedDevice !== null) return pinned(demand, demand.requestedDevice, lab);
  if (ofType.length === 0) return [`no device of type ${type}`];
  if (!lab.types.has(type)) return [`device type ${type} is disabled`];
  const fitting = ofType.filter((device) => matches(demand, device));
  if (fitting.length === 0 && ofType.some((device) => fits(demand, device)))
    return [`the submitter may not use any device of type ${type} that fits`];
  if (fitting.length === 0) return [nothingFits(demand, ofType)];
  const wanted = `${demand.tags.length > 0 ? ` with ${tagsText(demand.tags)}` : ''}`;
  return [`${summary(`of type ${type}${wanted}`, fitting, lab)}`, ...workersOf(fitting, lab)];
}

function pinned(demand: Demand, name: string, lab: Lab): string[] {
  const device = lab.devices.find((candidate) => candidate.name === name);
  if (!device) return [`there is no device ${name}`];
  if (demand.json && device.exclusive) return [`device ${name} is exclusive: it runs no JSON jobs`];
  if (demand.barred?.has(name)) return [`the submitter may not use device ${name}`];
  if (!matches(demand, device)) return [`device ${name} does not fit what else the job asks for`];
  if (!lab.types.has(device.deviceType)) return [`device type ${device.deviceType} is disabled`];
  return [`device ${name} ${is(obstacle(lab, device))}`, ...workersOf([device], lab)];
}

function nothingFits(demand: Demand, ofType: readonly LabDevice[]): string {
  const { deviceType: type, requestedWorker: worker } = demand;
  const there = worker === null ? ofType : ofType.filter((device) => device.worker === worker);
  if (there.length === 0) return `no device of type ${type} at worker ${worker}`;
  const tagged = there.filter((device) => demand.tags.every((tag) => device.tags.includes(tag)));
  if (demand.json && tagged.length > 0)
    return `every device of type ${type} that fits is exclusive: it runs no JSON jobs`;
  return `no device of type ${type}${worker === null ? '' : ` at worker ${worker}`} has ${tagsText(demand.tags)}`;
}

function tagsText(tags: readonly string[]): string {
  return `${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`;
}

/** `2 devices of type qemu, both in maintenance`; `3 devices of type qemu: 2 busy, 1 in maintenance` */
function summary(what: string, devices: readonly LabDevice[], lab: Lab): string {
  const counts = new Map<string, number>();
  for (const device of devices) {
    const state = short(obstacle(lab, device));
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const [only, ...others] = [...counts].sort((a, b) => b[1] - a[1]);
  if (devices.length === 1) return `the only device ${what} ${is(obstacle(lab, devices[0] as LabDevice))}`;
  const all = devices.length === 2 ? 'both' : 'all';
  if (only && others.length === 0) return `${devices.length} devices ${what}, ${all} ${only[0]}`;
  const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([state, count]) => `${count} ${state}`);
  return `${devices.length} devices ${what}: ${parts.join(', ')}`;
}

function short(why: Obstacle | undefined): string {
  switch (why) {
    case undefined:
      return 'about to be assigned';
    case 'busy':
      return 'busy';
    case 'maintenance':
      return 'in maintenance';
    case 'bad':
      return 'with bad health';
    case 'looping':
      return 'looping health checks';
    case 'retired':
      return 'retired';
    case 'no-worker':
      return 'without a worker';
    case 'worker-offline':
      return 'with an offline worker';
    case 'worker-maintenance':
      return 'with a disabled worker';
    case 'worker-full':
      return 'with a worker that is at its job limit';
  }
}

function is(why: Obstacle | undefined): string {
  const text = short(why);
  return text.startsWith('with ')
    ? `has ${text.slice(5)}`
    : text === 'without a worker'
      ? 'has no worker'
      : `is ${text}`;
}

/** Each worker that is the obstacle, by name. */
function workersOf(devices: readonly LabDevice[], lab: Lab): string[] {
  const lines = devices.flatMap((device) => {
    const why = obstacle(lab, device);
    if (why === 'worker-offline') return [`worker ${device.worker} is offline`];
    if (why === 'worker-maintenance') return [`worker ${device.worker} is disabled`];
    if (why === 'worker-full') return [`worker ${device.worker} is at its limit of jobs`];
    return [];
  });
  return [...new Set(lines)];
}
