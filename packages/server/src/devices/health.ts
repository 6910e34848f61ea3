// SPDX-License-Identifier: Apache-2.0
import type { DeviceHealth } from '@lava/protocol/api/lab.ts';
import type { Queries } from '../db/database.ts';
import { NOW } from '../db/now.ts';
import { audit } from '../db/queries/audit.ts';
import { updateDevice } from '../db/queries/devices.ts';
import { TAKES_JOBS } from '../domain/device.ts';

/**
 * Sets a device's health and says who did it and why; nothing when it is that already. The row must be locked.
 * @param options.forLater remembers what it was, for `bringBack` of maintenance.ts
 */
export async function changeDeviceHealth(
  q: Queries,
  device: { name: string; health: DeviceHealth },
  health: DeviceHealth,
  by: { actor: string; reason?: string | undefined },
  { forLater = false } = {},
): Promise<void> {
  if (device.health === health) return;
  // Somebody looked at it, so what was before counts no more.
  const fresh = TAKES_JOBS.some((each) => each === device.health) ? {} : { ledger_since: NOW };
  await updateDevice(q, device.name, { health, health_before: forLater ? device.health : null, ...fresh });
  await audit(q, {
    kind: 'device',
    object: device.name,
    action: 'health',
    old: device.health,
    new: health,
    ...by,
  });
}
