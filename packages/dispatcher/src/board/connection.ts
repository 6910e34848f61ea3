// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import { absorbed, retry, type StepSpec, step, unwritten } from '../engine/step.ts';
import { neededConsole, openedConsole } from './connection-key.ts';

/** Opens the device's primary console, or takes the one that is open. @param name of the step */
export function connectDevice(context: PlanContext, name = 'connect-device'): StepSpec {
  const { board } = context;
  const slot = openedConsole(context);
  return step(name, async (run) => (await import('./connect.ts')).connect(run, board, slot), {
    timeoutCode: 'step-timeout',
    validate: async () => (await import('./connect.ts')).checkConsole(board),
  });
}

/** Closes the console, so that other programs can have it. */
export function disconnectDevice(context: PlanContext): StepSpec {
  const slot = openedConsole(context);
  return step('disconnect-device', async (run) => (await import('./connect.ts')).disconnect(run, slot), {
    timeoutCode: 'step-timeout',
  });
}

/** Closes and opens the console again, as often as the block's attempts say. */
export function resetConnection(context: PlanContext): StepSpec {
  return retry('reset-connection', [disconnectDevice(context), connectDevice(context)]);
}

/** Opens the console that a menu of the firmware is shown on: the device's own. */
export function menuConnect(context: PlanContext): StepSpec {
  return connectDevice(context, 'menu-connect');
}

/** A menu needs nothing to be set back after it. */
export function menuReset(context: PlanContext): StepSpec {
  neededConsole(context);
  return absorbed('menu-reset', 'each line that is typed in a menu has its own end');
}

/** Opens a console of the device that is not its own one, e.g. of a second processor. @param hardware its name */
export function connectShell(context: PlanContext, hardware: string): StepSpec {
  const { board } = context;
  const slot = openedConsole(context);
  return step(
    'connect-shell',
    async (run) => (await import('./connect.ts')).connectSecond(run, board, hardware, slot),
    {
      timeoutCode: 'step-timeout',
      validate: async () => (await import('./connect.ts')).checkSecond(board, hardware),
    },
  );
}

/**
 * A step that gets the namespace its console in a way of its own, e.g. by starting a container.
 * @param name of a step that this version cannot run yet
 */
export function opensConsole(
  context: PlanContext,
  name: string,
  more: Parameters<typeof unwritten>[1] = {},
): StepSpec {
  openedConsole(context);
  return unwritten(name, more);
}
