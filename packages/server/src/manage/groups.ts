// SPDX-License-Identifier: Apache-2.0
import { Name } from '@lava/protocol/api/common.ts';
import { Command } from 'commander';
import { COMMAND_LINE } from '../domain/permissions.ts';
import { addGroup, changeMembers, groups, removeGroup } from '../service/groups.ts';
import { type Act, parseInput, table } from './session.ts';

export function groupsCommand(act: Act): Command {
  const command = new Command('groups').description('groups of users, who may see the jobs of their group');
  command
    .command('list')
    .description('all groups and their members')
    .action(() =>
      act(async ({ db, print }) => {
        const items = await groups(db, COMMAND_LINE);
        print({ items }, () =>
          table(
            ['GROUP', 'MEMBERS'],
            items.map(({ name, members }) => [name, members.join(', ')]),
          ),
        );
      }),
    );
  command
    .command('add <name>')
    .description('add a group')
    .option('--member <user...>', 'users who are in it')
    .action((name: string, { member = [] }: { member?: string[] }) =>
      act(async ({ db, print }) => {
        await addGroup(db, COMMAND_LINE, parseInput(Name, name));
        print(
          await changeMembers(db, COMMAND_LINE, name, { add: member, remove: [] }),
          () => `added ${name}`,
        );
      }),
    );
  command
    .command('members <name>')
    .description('add and remove users, and print who is in the group')
    .option('--add <user...>')
    .option('--remove <user...>')
    .action((name: string, { add = [], remove = [] }: { add?: string[]; remove?: string[] }) =>
      act(async ({ db, print }) => {
        const group = await changeMembers(db, COMMAND_LINE, name, { add, remove });
        print(group, () => group.members.join('\n') || 'nobody');
      }),
    );
  command
    .command('rm <name>')
    .description('remove a group; jobs that were shown to it are then seen by their submitters and admins')
    .action((name: string) =>
      act(async ({ db, print }) => {
        await removeGroup(db, COMMAND_LINE, name);
        print({ removed: name }, () => `removed ${name}`);
      }),
    );
  return command;
}
