// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import { absorbed, type Run, type StepSpec, step } from '../engine/step.ts';
import { sshDeviceOf } from '../job/ssh-device.ts';
import { OVERLAY, type Overlay } from './overlay.ts';
import { testDefinition } from './test-definition.ts';

/** The overlay of a namespace: helpers and all its test definitions, for this block and those that follow. */
export function lavaOverlay(context: PlanContext, name = 'lava-overlay', compress = true): StepSpec {
  const { board, target } = context;
  if (!target.needsOverlay && name === 'lava-overlay')
    return absorbed(name, 'no test of the namespace needs the overlay');
  const overlay = target.provide(OVERLAY, new Slot<Overlay>(`overlay of namespace ${target.namespace}`));
  const start = async (run: Run) =>
    overlay.set((await import('./build-overlay.ts')).startOverlay(run, context));
  const ssh = board.methods.deploy.some((method) => method.includes('ssh'));
  return step(
    name,
    async (run) => {
      await start(run);
      await run.children();
    },
    {
      children: [
        ...(ssh ? [sshAuthorize(context, overlay)] : []),
        absorbed('lava-multinode-overlay', 'the helpers of all kinds of jobs are one set'),
        testDefinition(context, overlay),
        ...(compress
          ? [
              absorbed(
                'compress-overlay',
                'packed by the steps that need it in some form; most need no archive',
              ),
            ]
          : []),
      ],
    },
  );
}

/** Lets whoever has the private key of the lab log in to the device by SSH. */
function sshAuthorize({ block, device }: PlanContext, overlay: Slot<Overlay>): StepSpec {
  const name = 'ssh-authorize';
  if (block.authorize !== 'ssh') return absorbed(name, 'the block has no `authorize: ssh`');
  const settings = sshDeviceOf(device);
  return step(
    name,
    async (run) => (await import('./authorize.ts')).authorize(run, overlay.get().tree, settings),
    { validate: async () => (await import('./authorize.ts')).checkIdentity(settings) },
  );
}

/** Settings of the device's shell, where some test of the namespace needs them. */
export function deployDeviceEnv({ target }: PlanContext): StepSpec[] {
  const taken = absorbed('deploy-device-env', 'the settings of the shell are taken where they are used');
  return target.needsDeploymentData ? [taken] : [];
}

/** The overlay, where some test of the namespace needs it. */
export function overlayIfNeeded(context: PlanContext): StepSpec[] {
  return context.target.needsOverlay ? [lavaOverlay(context)] : [];
}
