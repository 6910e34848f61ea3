// SPDX-License-Identifier: Apache-2.0
import { DEPLOYED } from '../artefact/deployed.ts';
import { neededConsole } from '../board/connection-key.ts';
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import { type StepSpec, step } from '../engine/step.ts';
import { OVERLAY, type Overlay } from '../overlay/overlay.ts';

/** Waits for the shell prompt. */
export function expectShell(context: PlanContext): StepSpec {
  const console = neededConsole(context);
  return step(
    'expect-shell-connection',
    async (run) => (await import('./shell.ts')).reachShell(run, context, console),
    { timeoutCode: 'login-failed' },
  );
}

/** Sets the worker's variables for devices (env-dut) in the shell of the device, and where its root file system is. */
export function exportDeviceEnv(context: PlanContext): StepSpec {
  const console = neededConsole(context);
  const nfs = context.target.find(DEPLOYED)?.nfs;
  return step('export-device-env', async (run) =>
    (await import('./shell.ts')).exportEnvironment(run, context, console, nfs?.peek()),
  );
}

/** Fetches the overlay from the worker and unpacks it, on the device. */
export function overlayUnpack(context: PlanContext): StepSpec {
  const console = neededConsole(context);
  const overlay = context.target.require(OVERLAY, () => new Slot<Overlay>('overlay'));
  return step(
    'overlay-unpack',
    async (run) => (await import('./transfer-overlay.ts')).transferOverlay(run, context, console, overlay),
    {
      timeoutCode: 'overlay-failed',
      validate: async () => (await import('./transfer-overlay.ts')).checkTransfer(context),
    },
  );
}

/** The same, where the block says how. */
export function overlayUnpackIfAsked(context: PlanContext): StepSpec[] {
  return 'transfer_overlay' in context.block ? [overlayUnpack(context)] : [];
}
