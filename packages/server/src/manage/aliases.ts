// SPDX-License-Identifier: Apache-2.0
import { Name } from '@lava/protocol/api/common.ts';
import { Command } from 'commander';
import * as z from 'zod';
import { addAlias, alias, aliases, removeAlias } from '../device-types/aliases.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { type Act, type ListFlags, listing, parseInput, withListOptions } from './session.ts';

const NewAlias = z.object({ name: Name, deviceType: Name });

export function aliasesCommand(act: Act): Command {
  const command = new Command('aliases').description('other names of device types, which jobs may use');
  withListOptions(command.command('list'))
    .description('all aliases')
    .action((flags: ListFlags) =>
      act(async ({ db, print }) => {
        const items = await aliases(db, COMMAND_LINE);
        const rows = items.map(({ name, deviceType }) => [name, deviceType]);
        print({ items }, () => listing(['ALIAS', 'TYPE'], rows, flags));
      }),
    );
  command
    .command('show <alias>')
    .description('the device type of an alias')
    .action((name: string) =>
      act(async ({ db, print }) => {
        const found = await alias(db, COMMAND_LINE, name);
        print(found, () => found.deviceType);
      }),
    );
  command
    .command('add <alias> [type]')
    .description('another name for a device type')
    .option('--device-type <type>', 'the device type, in another place')
    .action((name: string, type: string | undefined, { deviceType = type }: { deviceType?: string }) =>
      act(async ({ db, print }) => {
        const added = parseInput(NewAlias, { name, deviceType });
        await addAlias(db, COMMAND_LINE, added);
        print(added, () => `added ${name}`);
      }),
    );
  command
    .command('remove <alias>')
    .alias('rm')
    .description('remove an alias; jobs that use it are refused from then on')
    .action((name: string) =>
      act(async ({ db, print }) => {
        await removeAlias(db, COMMAND_LINE, name);
        print({ removed: name }, () => `removed ${name}`);
      }),
    );
  return command;
}
