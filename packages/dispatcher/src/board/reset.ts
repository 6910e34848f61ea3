// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';

/** Can the lab cut the device's power? */
export function hasHardReset(device: Device): boolean {
  const command = device.commands?.hard_reset;
  return Array.isArray(command) ? command.length > 0 : Boolean(command);
}

/** Power cycle, or reboot commands at the console where the lab cannot do that. */
export function resetDevice({ device }: PlanContext): StepSpec {
  const how: StepSpec = hasHardReset(device) ? pduReboot() : { name: 'send-reboot-commands' };
  return { name: 'reset-device', children: [how] };
}

/** Runs the device's `hard_reset` commands. */
export function pduReboot(): StepSpec {
  return { name: 'pdu-reboot', timeoutCode: 'step-timeout' };
}
