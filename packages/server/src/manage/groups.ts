// SPDX-License-Identifier: Apache-2.0
import { AddGroup, GroupQuery, UpdateGroup } from '@lava/protocol/api/auth.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { Command } from 'commander';
import { addGroup, changeGroup, groups, removeGroup } from '../accounts/groups.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { type Act, parseInput, table } from './session.ts';

interface MemberFlags {
  add?: string[];
  username?: string[];
  remove?: string[];
  name?: string;
}

export function groupsCommand(act: Act): Command {
  const command = new Command('groups').description('groups of users, who may see the jobs of their group');
  command
    .command('list')
    .description('all groups and their members')
    .option('--verbose', 'accepted; members are always listed')
    .action(() =>
      act(async ({ db, print }) => {
        const items = await readAll(GroupQuery, (query) => groups(db, COMMAND_LINE, query));
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
    .option('--username <user...>', 'the same')
    .option('--submitting', 'accepted; every account may submit')
    .action((name: string, { member = [], username = [] }: { member?: string[]; username?: string[] }) =>
      act(async ({ db, print }) => {
        const input = parseInput(AddGroup, { name, members: [...member, ...username] });
        print(await addGroup(db, COMMAND_LINE, input), () => `added ${name}`);
      }),
    );
  command
    .command('members <name>')
    .alias('update')
    .description('add and remove users, and print who is in the group')
    .option('--add <user...>')
    .option('--username <user...>', 'the same')
    .option('--remove <user...>')
    .option('--submitting', 'accepted; every account may submit')
    .option('--name <name>', 'its new name')
    .action((group: string, { add = [], username = [], remove = [], name }: MemberFlags) =>
      act(async ({ db, print }) => {
        const change = parseInput(UpdateGroup, { add: [...add, ...username], remove, name });
        const changed = await changeGroup(db, COMMAND_LINE, group, change);
        print(changed, () => changed.members.join('\n') || 'nobody');
      }),
    );
  command
    .command('rm <name>')
    .description('remove a group; its jobs are then visible only to their submitters and admins')
    .action((name: string) =>
      act(async ({ db, print }) => {
        await removeGroup(db, COMMAND_LINE, name);
        print({ removed: name }, () => `removed ${name}`);
      }),
    );
  return command;
}
