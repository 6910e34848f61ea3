// SPDX-License-Identifier: Apache-2.0
import { readAll } from '@lava/protocol/api/list.ts';
import { AddGrant, GrantQuery, PERMISSION_KINDS, PERMISSIONS } from '@lava/protocol/api/permissions.ts';
import { Command } from 'commander';
import * as z from 'zod';
import { grant, permissions, revoke } from '../accounts/permissions.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { type Act, type ListFlags, listing, parseInput, withListOptions } from './session.ts';

const GrantId = z.coerce.number().int().positive();

interface Holder {
  user?: string;
  group?: string;
}

export function permissionsCommand(act: Act): Command {
  const command = new Command('permissions').description(
    'what users and groups may do with device types, devices and workers',
  );
  withListOptions(command.command('list'))
    .description('who was given what')
    .option('--kind <kind>', `only on these: ${PERMISSION_KINDS.join(', ')}`)
    .option('--object <name>', 'only on this one')
    .option('--user <user>', 'only what this user was given')
    .option('--group <group>', 'only what this group was given')
    .action(({ csv, all: _, ...filters }: ListFlags & Holder & { all?: boolean }) =>
      act(async ({ db, print }) => {
        parseInput(GrantQuery, filters);
        const items = await readAll(GrantQuery, (page) =>
          permissions(db, COMMAND_LINE, GrantQuery.parse({ ...page, ...filters })),
        );
        print({ items }, () =>
          listing(
            ['ID', 'PERMISSION', 'KIND', 'OBJECT', 'USER', 'GROUP'],
            items.map((each) => [
              each.id,
              each.permission,
              each.kind,
              each.object ?? 'all',
              each.user,
              each.group,
            ]),
            { csv: csv ?? false },
          ),
        );
      }),
    );
  command
    .command('grant <permission> <kind> [name]')
    .description(`give ${PERMISSIONS.join(', ')} on one object, or without a name on all of its kind`)
    .option('--user <user>', 'who gets it')
    .option('--group <group>', 'which group gets it')
    .action((permission: string, kind: string, object: string | undefined, holder: Holder) =>
      act(async ({ db, print }) => {
        const input = parseInput(AddGrant, { permission, kind, object, ...holder });
        const given = await grant(db, COMMAND_LINE, input);
        print(given, () => `permission ${given.id}`);
      }),
    );
  command
    .command('revoke <id>')
    .description('take a permission back, by its number in the list')
    .action((id: string) =>
      act(async ({ db, print }) => {
        const number = parseInput(GrantId, id);
        await revoke(db, COMMAND_LINE, number);
        print({ revoked: number }, () => `revoked permission ${number}`);
      }),
    );
  return command;
}
