// SPDX-License-Identifier: Apache-2.0

import { isFragment } from '@lava/kit/lab-files/lab-files.ts';
import { AddDeviceType, DeviceTypeQuery, UpdateDeviceType } from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { Command } from 'commander';
import { addAlias } from '../device-types/aliases.ts';
import {
  addDeviceType,
  addDeviceTypes,
  changeDeviceType,
  deviceType,
  deviceTypes,
  pruneDeviceTypes,
  setTemplate,
} from '../device-types/device-types.ts';
import { shippedTemplates } from '../device-types/templates/shipped.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import {
  type Act,
  type ListFlags,
  listing,
  parseInput,
  type Session,
  shown,
  textOf,
  withListOptions,
} from './session.ts';

interface Flags {
  description?: string;
  template?: string;
  alias?: string[];
  display?: boolean;
  healthFrequency?: number;
  healthDenominator?: string;
}

export function deviceTypesCommand(act: Act): Command {
  const command = new Command('device-types').description('kinds of boards');
  withListOptions(command.command('list'))
    .description('all device types, and the state of their devices')
    .action((flags: ListFlags) =>
      act(async ({ db, print }) => {
        const items = await readAll(DeviceTypeQuery, (query) => deviceTypes(db, COMMAND_LINE, query));
        print({ items }, () =>
          listing(
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
            flags,
          ),
        );
      }),
    );
  command
    .command('show <name>')
    .alias('details')
    .description('show the details of a device type, without its template')
    .action((name: string) =>
      act(async ({ db, print }) => {
        const { devices, ...found } = await deviceType(db, COMMAND_LINE, name);
        print({ ...found, devices }, () => shown({ ...found, ...devices }));
      }),
    );
  command
    .command('add <name>')
    .description('add a device type; "*" adds all whose template came with this software')
    .option('--description <text>')
    .option('--template <file>', 'its template, a Jinja2 file; - for standard input')
    .option('--alias <name...>', 'other names that jobs may use')
    .action((name: string, flags: Flags) =>
      act((session) => (name === '*' ? addAll(session) : add(session, name, flags))),
    );
  command
    .command('set <name>')
    .alias('update')
    .description('change a device type')
    .option('--description <text>')
    .option('--template <file>', 'its template from now on, a Jinja2 file; - for standard input')
    .option('--alias <name...>', 'further names that jobs may use')
    .option('--display', 'show it in lists')
    .option('--no-display', 'do not')
    .option('--health-frequency <n>', 'so many hours, or jobs, between two health checks', Number)
    .option('--health-denominator <what>', 'what is counted between them: hours or jobs')
    .action((name: string, { template, alias = [], ...change }: Flags) =>
      act(async (session) => {
        const { db, print } = session;
        const changed = await changeDeviceType(db, COMMAND_LINE, name, parseInput(UpdateDeviceType, change));
        const saved =
          template && (await setTemplate(db, COMMAND_LINE, name, await textOf(session, template)));
        for (const other of alias) await addAlias(db, COMMAND_LINE, { name: other, deviceType: name });
        const problems = saved ? saved.problems : [];
        print({ ...changed, problems }, () =>
          [`changed ${name}`, ...problems.map(({ message }) => `template: ${message}`)].join('\n'),
        );
      }),
    );
  command
    .command('prune')
    .description('remove the device types that no device and no job uses')
    .action(() =>
      act(async ({ db, print }) => {
        const removed = await pruneDeviceTypes(db, COMMAND_LINE);
        print({ removed }, () => removed.map((name) => `removed ${name}`).join('\n') || 'nothing to remove');
      }),
    );
  return command;
}

async function add(session: Session, name: string, { description, template, alias = [] }: Flags) {
  const { db, print } = session;
  const text = template === undefined ? {} : { template: await textOf(session, template) };
  const input = parseInput(AddDeviceType, { name, description, ...text });
  const added = await addDeviceType(db, COMMAND_LINE, input);
  for (const other of alias) await addAlias(db, COMMAND_LINE, { name: other, deviceType: name });
  print(added, () => `added ${name}${added.template === 'none' ? '; it has no template yet' : ''}`);
}

/** Parents of types (`base…`, `…-common`) and pieces are not types that a device has. */
async function addAll({ db, print }: Session): Promise<void> {
  const names = shippedTemplates().filter((name) => !isFragment(name) && !/^base|-common$/.test(name));
  const added = await addDeviceTypes(db, COMMAND_LINE, names);
  print({ added }, () => added.map((name) => `added ${name}`).join('\n') || 'all are there');
}
