// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import { absorbed, type Run, type StepSpec, step, unwritten } from '../engine/step.ts';
import { OVERLAY, type Overlay } from './overlay.ts';
import { testDefinition } from './test-definition.ts';

/** The overlay of a namespace: helpers and all its test definitions, for this block and those that follow. */
export function lavaOverlay(context: PlanContext, name = 'lava-overlay', compress = true): StepSpec {
  const { board, block, target } = context;
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
        ...(ssh ? [sshAuthorize(block.authorize)] : []),
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

function sshAuthorize(authorize: unknown): StepSpec {
  const name = 'ssh-authorize';
  return authorize === 'ssh' ? unwritten(name) : absorbed(name, 'the block has no `authorize: ssh`');
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
