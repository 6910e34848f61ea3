// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';
import { testDefinition } from './test-definition.ts';

/** The overlay of a namespace: helpers and all its test definitions, packed. */
export function lavaOverlay(context: PlanContext, name = 'lava-overlay', compress = true): StepSpec {
  const { device, target } = context;
  if (!target.needsOverlay) return { name };
  const ssh = Object.keys(methods(device, 'deploy')).some((method) => method.includes('ssh'));
  return {
    name,
    children: [
      ...(ssh ? [{ name: 'ssh-authorize' }] : []),
      { name: 'lava-multinode-overlay' },
      testDefinition(context),
      ...(compress ? [{ name: 'compress-overlay' }] : []),
    ],
  };
}

/** Settings of the device's shell, where some test of the namespace needs them. */
export function deployDeviceEnv({ target }: PlanContext): StepSpec[] {
  return target.needsDeploymentData ? [{ name: 'deploy-device-env' }] : [];
}

/** The overlay, where some test of the namespace needs it. */
export function overlayIfNeeded(context: PlanContext): StepSpec[] {
  return context.target.needsOverlay ? [lavaOverlay(context)] : [];
}
