// SPDX-License-Identifier: Apache-2.0
import { readText } from '@lava/kit/fs/read-text.ts';
import { AddDeviceType } from '@lava/protocol/api/lab.ts';
import { Command } from 'commander';
import { COMMAND_LINE } from '../domain/permissions.ts';
import { addDeviceType, deviceTypes } from '../service/device-types.ts';
import { type Act, parseInput, table } from './session.ts';

export function deviceTypesCommand(act: Act): Command {
  const command = new Command('device-types').description('kinds of boards');
  command
    .command('list')
    .description('all device types, and how their devices are')
    .action(() =>
      act(async ({ db, print }) => {
        const items = await deviceTypes(db);
        print({ items }, () =>
          table(
            ['TYPE', 'TEMPLATE', 'IDLE', 'BUSY', 'OFFLINE', 'QUEUED', 'DESCRIPTION'],
            items.map(({ name, template, devices, queued, description }) => [
              name,
              template,
              devices.idle,
              devices.busy,
              devices.offline,
              queued,
              description,
            ]),
          ),
        );
      }),
    );
  command
    .command('add <name>')
    .description('enter a device type; many have a template that came with this software')
    .option('--description <text>')
    .option('--template <file>', 'its template, a Jinja2 file')
    .action((name: string, { description, template }: { description?: string; template?: string }) =>
      act(async ({ db, print }) => {
        const text = template === undefined ? {} : { template: readText(template) };
        const input = parseInput(AddDeviceType, { name, description, ...text });
        const added = await addDeviceType(db, COMMAND_LINE, input);
        const hint = added.template === 'none' ? '; it has no template yet' : '';
        print(added, () => `added ${name}${hint}`);
      }),
    );
  return command;
}
