// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { runDeviceCommand } from '../board/commands.ts';
import type { Connection } from '../console/connection.ts';
import type { Run } from '../engine/step.ts';
import { type Choice, hasMenu, menuChoices, menuWords } from '../job/menus.ts';
import { placeholderValues } from './commands.ts';
import { choose, stopFirmware } from './menu-talk.ts';
import { fillIn, type Placeholders } from './placeholders.ts';
import type { PlannedMenu } from './planned-menu.ts';

/** @throws LavaError `device-invalid` when the device has no such parameters or choices */
export function checkMenu({ context, options }: PlannedMenu): Promise<void> {
  menuWords(context.device, options.method);
  choicesOf(context.device, options);
  return Promise.resolve();
}

export function describeChoices(run: Run, menu: PlannedMenu): Promise<void> {
  for (const { items, enter } of filledChoices(run, menu))
    run.log.debug(`to choose: ${items?.join(' or ') ?? enter ?? 'Escape'}`);
  return Promise.resolve();
}

export async function interruptFirmware(run: Run, menu: PlannedMenu, connection: Connection): Promise<void> {
  const { interrupt_prompt, interrupt_string } = menuWords(menu.context.device, menu.options.method);
  await stopFirmware(run, connection, interrupt_prompt, interrupt_string);
}

/** @throws LavaError `job-invalid` when a choice needs a value that this job does not have */
export async function makeChoices(run: Run, menu: PlannedMenu, connection: Connection): Promise<void> {
  const { board, device } = menu.context;
  if (board.commands.pre_os_command) await runDeviceCommand(run, 'pre_os_command');
  const words = menuWords(device, menu.options.method);
  const { line_separator: own } = menu.context.block as { line_separator?: string };
  const { first, last } = menu.options;
  const separated = own === undefined ? words : { ...words, line_separator: own };
  const ends = { first: words[first], last: words[last] };
  await choose(run, connection, separated, filledChoices(run, menu), ends);
  run.result({ success: 'the choices were made' });
}

/** A name that the device has no list of is the label of an entry. */
function choicesOf(device: Device, { method, list }: PlannedMenu['options']): Choice[] {
  return method === 'uefi' && !hasMenu(device, method, list)
    ? [{ items: [list] }]
    : menuChoices(device, method, list);
}

function filledChoices(run: Run, menu: PlannedMenu): Choice[] {
  const values = {
    ...placeholderValues(run, menu.dialogue),
    TEST_MENU_NAME: `LAVA ${run.job.id} test image`,
  };
  const fill = (text: string) => filled(text, values);
  return choicesOf(menu.context.device, menu.options).map((choice) => ({
    ...choice,
    items: choice.items?.map(fill),
    ...(typeof choice.enter === 'string' && { enter: fill(choice.enter) }),
    ...(typeof choice.fallback === 'string' && { fallback: fill(choice.fallback) }),
  }));
}

function filled(text: string, values: Placeholders): string {
  const { commands, dropped } = fillIn([text], values);
  const [missing] = dropped;
  if (!missing) return commands[0] ?? '';
  throw new LavaError(
    'job-invalid',
    `a menu of the device asks for {${missing.name}}, which this job has not`,
    {
      hint: `the deploy block gives it; the choice is: ${text}`,
    },
  );
}
