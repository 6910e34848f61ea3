// SPDX-License-Identifier: Apache-2.0
import { readText } from '@lava/kit/fs/read-text.ts';
import {
  ApiTokenQuery,
  MAX_TOKEN_DAYS,
  TOKEN_DAYS,
  TOKEN_SCOPES,
  TokenScope,
} from '@lava/protocol/api/auth.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import { accountNamed } from '../accounts/accounts.ts';
import { addToken, removeToken, removeTokenItself, removeUnusedTokens, tokens } from '../accounts/tokens.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import {
  type Act,
  agesAgo,
  type ListFlags,
  listing,
  parseInput,
  refusedSecret,
  withListOptions,
} from './session.ts';

const USER = 'the account, in another place';

interface AddFlags {
  user?: string;
  description: string;
  days: string;
  scope: string;
  secretFile?: string;
}

interface RemoveFlags {
  user?: string;
  tokenFile?: string;
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
            ['ID', 'CREATED', 'EXPIRES', 'LAST USED', 'DESCRIPTION', 'SCOPE'],
            items.map((token) => [
              token.id,
              token.created,
              token.expires,
              token.lastUsed,
              token.description,
              token.scope,
            ]),
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
    .option('--scope <scope>', `what it may do of what the account may: ${TOKEN_SCOPES.join(', ')}`, 'all')
    .option('--days <days>', `until it expires, at most ${MAX_TOKEN_DAYS}`, String(TOKEN_DAYS))
    .option('--secret-file <file>', 'file with the token itself, at least 20 characters; - for stdin')
    .addOption(
      refusedSecret(
        '--secret <token>',
        '--secret-file FILE, or - for standard input; without it, a new token is printed',
      ),
    )
    .action((user: string | undefined, flags: AddFlags) =>
      act(async ({ db, print }) => {
        const actor = await accountNamed(db, given(user, flags.user));
        const secret = secretOf(flags.secretFile);
        const added = await addToken(db, actor, flags.description, {
          days: Number(flags.days),
          secret,
          scope: parseInput(TokenScope, flags.scope),
        });
        print(added, () => added.token);
      }),
    );
  command
    .command('rm [user] [id]')
    .description('revoke a token of an account by its number, a token by its text, or all unused tokens')
    .option('--user <user>', USER)
    .option('--token-file <file>', 'file with the token itself; - for stdin')
    .addOption(refusedSecret('--token <token>', '--token-file FILE, or - for standard input'))
    .option('--days <days>', 'all tokens of all accounts that were not used for so many days')
    .action((user: string | undefined, id: string | undefined, flags: RemoveFlags) =>
      act(async ({ db, print }) => {
        const secret = secretOf(flags.tokenFile);
        if (secret !== undefined) {
          await removeTokenItself(db, COMMAND_LINE, secret);
          print({ removed: 1 }, () => 'removed the token');
        } else if (flags.days !== undefined) {
          const removed = await removeUnusedTokens(db, COMMAND_LINE, agesAgo(flags.days), flags.user ?? user);
          print({ removed }, () => `removed ${removed} tokens`);
        } else {
          const number = Number(flags.user === undefined ? id : (id ?? user));
          if (!Number.isSafeInteger(number))
            throw new LavaError(
              'request-invalid',
              'choose a token: its account and number, --token-file or --days',
            );
          const name = flags.user ?? given(user);
          await removeToken(db, await accountNamed(db, name), number);
          print({ removed: number }, () => `removed token ${number} of ${name}`);
        }
      }),
    );
  return command;
}

function secretOf(file: string | undefined): string | undefined {
  return file === undefined ? undefined : readText(file === '-' ? 0 : file).trim();
}

function given(...names: (string | undefined)[]): string {
  const name = names.find((each) => each !== undefined);
  if (name === undefined) throw new LavaError('request-invalid', 'name the account');
  return name;
}
