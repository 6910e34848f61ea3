// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';

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
