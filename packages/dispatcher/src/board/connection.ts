// SPDX-License-Identifier: Apache-2.0
import type { StepSpec } from '../engine/step.ts';

/** Opens the device's primary console, or takes the one that is open. */
export function connectDevice(): StepSpec {
  return { name: 'connect-device', timeoutCode: 'step-timeout' };
}

export function disconnectDevice(): StepSpec {
  return { name: 'disconnect-device', timeoutCode: 'step-timeout' };
}

/** Closes and opens the console again, as often as the block's attempts say. */
export function resetConnection(): StepSpec {
  return { name: 'reset-connection', retry: true, children: [disconnectDevice(), connectDevice()] };
}

/** Opens the console that a menu of the firmware is shown on. */
export function menuConnect(): StepSpec {
  return { name: 'menu-connect', timeoutCode: 'step-timeout' };
}
