// SPDX-License-Identifier: Apache-2.0
import { type Device, methods } from '@lava/protocol/device/device.ts';

/** The first of the conditions that does not hold, as a reason for the user; undefined when all hold. */
export function refusal(...conditions: [holds: unknown, reason: string][]): string | undefined {
  return conditions.find(([holds]) => !holds)?.[1];
}

/** Condition that the device's configuration has this method. */
export function deviceHas(device: Device, section: 'deploy' | 'boot', name: string): [boolean, string] {
  return [name in methods(device, section), `the device has no ${section} method ${name}`];
}
