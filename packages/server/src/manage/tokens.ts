// SPDX-License-Identifier: Apache-2.0
import { ApiTokenQuery } from '@lava/protocol/api/auth.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import {
  accountNamed,
  addToken,
  removeToken,
  removeTokenItself,
  removeUnusedTokens,
  tokens,
} from '../accounts/accounts.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { type Act, agesAgo, type ListFlags, listing, withListOptions } from './session.ts';

const USER = 'the account, in another place';

interface RemoveFlags {
  user?: string;
  token?: string;
  days?: string;
}

export function tokensCommand(act: Act): Command {
  const command = new Command('tokens').description('API tokens');
  withListOptions(command.command('list [user]'))
    .description('tokens of an account; the tokens themselves are not stored')
    .option('--user <user>', USER)
    .action((user: string | undefined, flags: ListFlags & { user?: string }) =>
      act(async ({ db, print }) => {
        const actor = await accountNamed(db, given(user, flags.user));
        const items = await readAll(ApiTokenQuery, (query) => tokens(db, actor, query));
        print({ items }, () =>
          listing(
            ['ID', 'CREATED', 'LAST USED', 'DESCRIPTION'],
            items.map(({ id, created, lastUsed, description }) => [id, created, lastUsed, description]),
            flags,
          ),
        );
      }),
    );
  command
    .command('add [user]')
    .description('create an API token for an account and print it')
    .option('--user <user>', USER)
    .option('--description <text>', '', 'made by lava-server manage')
    .option('--secret <token>', 'the token itself, at least 20 characters, instead of a new one')
    .action((user: string | undefined, flags: { user?: string; description: string; secret?: string }) =>
      act(async ({ db, print }) => {
        const actor = await accountNamed(db, given(user, flags.user));
        const added = await addToken(db, actor, flags.description, flags.secret);
        print(added, () => added.token);
      }),
    );
  command
    .command('rm [user] [id]')
    .description('revoke a token of an account by its number, a token by its text, or all unused tokens')
    .option('--user <user>', USER)
    .option('--token <token>', 'the token itself')
    .option('--days <days>', 'all tokens of all accounts that were not used for so many days')
    .action((user: string | undefined, id: string | undefined, flags: RemoveFlags) =>
      act(async ({ db, print }) => {
        if (flags.token !== undefined) {
          await removeTokenItself(db, COMMAND_LINE, flags.token);
          print({ removed: 1 }, () => 'removed the token');
        } else if (flags.days !== undefined) {
          const removed = await removeUnusedTokens(db, COMMAND_LINE, agesAgo(flags.days), flags.user ?? user);
          print({ removed }, () => `removed ${removed} tokens`);
        } else {
          const number = Number(flags.user === undefined ? id : (id ?? user));
          if (!Number.isSafeInteger(number))
            throw new LavaError(
              'request-invalid',
              'choose a token: its account and number, --token or --days',
            );
          const name = flags.user ?? given(user);
          await removeToken(db, await accountNamed(db, name), number);
          print({ removed: number }, () => `removed token ${number} of ${name}`);
        }
      }),
    );
  return command;
}

function given(...names: (string | undefined)[]): string {
  const name = names.find((each) => each !== undefined);
  if (name === undefined) throw new LavaError('request-invalid', 'name the account');
  return name;
}
