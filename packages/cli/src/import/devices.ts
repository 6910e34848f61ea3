// SPDX-License-Identifier: Apache-2.0
import { DeviceHealth } from '@lava/protocol/api/lab.ts';
import { enterGrants, type GrantsThere, mayBeShown } from './grants.ts';
import type { Entry } from './report.ts';
import { add, description, enter, enterText, fill, part, type Run } from './run.ts';
import { type DeviceThere, inForm } from './shapes.ts';

export interface DevicesThere {
  devices: readonly DeviceThere[];
  grants: GrantsThere;
  /** By the numbers that devices have for them. */
  names: Record<'tags' | 'users' | 'groups', ReadonlyMap<number | null, string>>;
}

export async function enterDevices(run: Run, { devices, ...rest }: DevicesThere): Promise<void> {
  for (const device of devices)
    await enter(run, 'device', device.hostname, (entry) => enterDevice(run, entry, device, rest));
}

async function enterDevice(
  run: Run,
  entry: Entry,
  there: DeviceThere,
  { grants, names }: Omit<DevicesThere, 'devices'>,
): Promise<void> {
  const { devices } = run.client;
  const { hostname: name, device_type: deviceType } = there;
  const here = run.here.devices.get(name);
  if (!here) {
    mayBeShown(run, grants, 'device', name);
    await add(run, entry, async () => {
      run.here.devices.set(name, await devices.add({ name, deviceType, offline: true }));
    });
  }
  await enterGrants(run, entry, grants, 'device');
  const named = there.tags.flatMap((id) => names.tags.get(id) ?? []).sort();
  if (named.length < there.tags.length) entry.refused.push('tags: their names cannot be read there');
  await part(entry, 'facts', () =>
    fill(run, entry, {
      here: here ? { ...here, tags: here.tags.toSorted() } : { deviceType },
      there: {
        deviceType,
        worker: known(run, entry, 'worker', there.worker_host),
        description: description(entry, there.description),
        tags: named,
        revision: there.device_version,
        owner: known(run, entry, 'user', nameOf(entry, names.users, there.physical_owner)),
        ownerGroup: known(run, entry, 'group', nameOf(entry, names.groups, there.physical_group)),
      },
      save: (set) => devices.update(name, set),
    }),
  );
  await part(entry, 'dictionary', async () => {
    const text = await run.source.text(`devices/${encodeURIComponent(name)}/dictionary/`);
    await enterText(run, entry, 'dictionary', text, devices.dictionary);
  });
  // Last, since from then on it may run jobs; of a device that was here, it is not undone.
  if (!here) await part(entry, 'health', () => setHealth(run, entry, there.health));
}

/** Who has a board is a number there. */
function nameOf({ remarks }: Entry, names: ReadonlyMap<number | null, string>, id: number | null) {
  if (id !== null && !names.has(id)) remarks.push('whose it is has no name there, and is not taken');
  return names.get(id) ?? null;
}

/** What could not be taken is not named either. */
function known(run: Run, { refused }: Entry, kind: 'worker' | 'user' | 'group', name: string | null) {
  const { workers, users, groups } = run.here;
  if (name === null || run.dryRun || { worker: workers, user: users, group: groups }[kind].has(name))
    return name;
  refused.push(`${kind} ${name} is not here`);
  return null;
}

/** Two servers must not control one board: unless it is asked for, new devices wait in maintenance. */
async function setHealth(run: Run, { name, refused }: Entry, there: string): Promise<void> {
  const known = inForm(DeviceHealth, there.toLowerCase(), 'health');
  // Whatever it lacks, no job is to find out.
  const health = run.keepHealth && refused.length === 0 ? known : 'maintenance';
  const wanted = known === 'retired' ? known : health;
  if (!run.dryRun && wanted !== 'maintenance')
    await run.client.devices.update(name, {
      health: wanted,
      reason: `as on ${run.source.url}`.slice(0, 200),
    });
}
