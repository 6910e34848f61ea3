// SPDX-License-Identifier: Apache-2.0
import type { DeviceType } from '@lava/protocol/api/lab.ts';
import { Command } from 'commander';
import { action, type Context, readInput } from '../context.ts';
import { fields, table } from '../table.ts';
import { textCommand } from './kept-text.ts';

interface AddOptions {
  description: string;
  template?: string;
}

const collect = (value: string, before: string[]) => [...before, value];

export function deviceTypesCommand(): Command {
  const command = new Command('device-types');
  command.command('list').description('all device types').action(action(list));
  command
    .command('show <name>')
    .description('one device type')
    .action(
      action(async (context, name: string) => print(context, await context.client().deviceTypes.get(name))),
    );
  command
    .command('add <name>')
    .description('enter a device type; its template is the shipped one of that name unless you give another')
    .option('--description <text>', 'what kind of board it is', '')
    .option('--template <file>', 'Jinja2 template; - for stdin')
    .action(action(add));
  command
    .command('check <dir>')
    .description(
      'render every type and dictionary below a directory and list all that is wrong; needs no server',
    )
    .option('--types <dir>', 'look for parents there too; may be repeated', collect, [])
    .action(
      action(async (context, directory: string, options: { types: string[] }) =>
        (await import('./device-types-check.ts')).checkTemplates(context, directory, options),
      ),
    );
  command.addCommand(textCommand('template', 'device type', (client) => client.deviceTypes.template));
  return command;
}

async function list(context: Context): Promise<void> {
  const { items } = await context.client().deviceTypes.list();
  context.print(items, () =>
    table(
      ['NAME', 'IDLE', 'BUSY', 'OFFLINE', 'QUEUED', 'TEMPLATE'],
      items.map(({ name, devices, queued, template }) => [
        name,
        String(devices.idle),
        String(devices.busy),
        String(devices.offline),
        String(queued),
        template,
      ]),
    ),
  );
}

async function add(context: Context, name: string, { description, template }: AddOptions): Promise<void> {
  const text = template === undefined ? undefined : readInput(template);
  print(context, await context.client().deviceTypes.add({ name, description, template: text }));
}

function print(context: Context, type: DeviceType): void {
  context.print(type, () =>
    fields([
      ['name', type.name],
      ['description', type.description],
      ['template', type.template],
      ['shown in lists', type.display ? 'yes' : 'no'],
      ['devices', `${type.devices.idle} idle, ${type.devices.busy} busy, ${type.devices.offline} offline`],
      ['queued jobs', type.queued],
    ]),
  );
}
