// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
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

/** Waits for the shell prompt. */
export function expectShell(context: PlanContext): StepSpec {
  return {
    name: 'expect-shell-connection',
    timeoutCode: 'login-failed',
    run: async (run) => (await import('./shell.ts')).reachShell(run, context),
  };
}

/** Sets the worker's variables for devices (env-dut) in the shell of the device. */
export function exportDeviceEnv(context: PlanContext): StepSpec {
  return {
    name: 'export-device-env',
    run: async (run) => (await import('./shell.ts')).exportEnvironment(run, context),
  };
}

/** Fetches the overlay from the worker and unpacks it, on the device. */
export function overlayUnpack(context: PlanContext): StepSpec {
  return {
    name: 'overlay-unpack',
    timeoutCode: 'overlay-failed',
    validate: async () => (await import('./transfer-overlay.ts')).checkTransfer(context),
    run: async (run) => (await import('./transfer-overlay.ts')).transferOverlay(run, context),
  };
}
