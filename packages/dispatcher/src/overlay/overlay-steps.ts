// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { PlanContext } from '../engine/method.ts';
import { nothing } from '../engine/nothing.ts';
import type { Run, StepSpec } from '../engine/step.ts';
import { testDefinition } from './test-definition.ts';

/** The overlay of a namespace: helpers and all its test definitions, packed. */
export function lavaOverlay(context: PlanContext, name = 'lava-overlay', compress = true): StepSpec {
  const { device, target } = context;
  const start = async (run: Run) => void (await import('./build-overlay.ts')).startOverlay(run, context);
  // Asked for by name where no test needs it: the helpers alone.
  if (!target.needsOverlay) return { name, run: name === 'lava-overlay' ? nothing : start };
  const ssh = Object.keys(methods(device, 'deploy')).some((method) => method.includes('ssh'));
  return {
    name,
    async run(run) {
      await start(run);
      await run.children();
    },
    children: [
      // Keys are only put where the block asks for them: `authorize: ssh`.
      ...(ssh
        ? [{ name: 'ssh-authorize', ...(context.block.authorize === 'ssh' ? {} : { run: nothing }) }]
        : []),
      // The helpers of all kinds of jobs are one set.
      { name: 'lava-multinode-overlay', run: nothing },
      testDefinition(context),
      // Packed by the steps that need it in some form; most need no archive at all.
      ...(compress ? [{ name: 'compress-overlay', run: nothing }] : []),
    ],
  };
}

/** Settings of the device's shell, where some test of the namespace needs them: taken where they are used. */
export function deployDeviceEnv({ target }: PlanContext): StepSpec[] {
  return target.needsDeploymentData ? [{ name: 'deploy-device-env', run: nothing }] : [];
}

/** The overlay, where some test of the namespace needs it. */
export function overlayIfNeeded(context: PlanContext): StepSpec[] {
  return context.target.needsOverlay ? [lavaOverlay(context)] : [];
}
