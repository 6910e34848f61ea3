// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander';
import { accountNamed, addToken, removeToken, tokens } from '../service/accounts.ts';
import { type Act, table } from './session.ts';

export function tokensCommand(act: Act): Command {
  const command = new Command('tokens').description('API tokens');
  command
    .command('list <user>')
    .description('tokens of an account; the tokens themselves are kept nowhere')
    .action((user: string) =>
      act(async ({ db, print }) => {
        const items = await tokens(db, await accountNamed(db, user));
        print({ items }, () =>
          table(
            ['ID', 'CREATED', 'LAST USED', 'DESCRIPTION'],
            items.map(({ id, created, lastUsed, description }) => [id, created, lastUsed, description]),
          ),
        );
      }),
    );
  command
    .command('add <user>')
    .description('make an API token for an account and print it')
    .option('--description <text>', '', 'made by lava-server manage')
    .action((user: string, { description }: { description: string }) =>
      act(async ({ db, print }) => {
        const added = await addToken(db, await accountNamed(db, user), description);
        print(added, () => added.token);
      }),
    );
  command
    .command('rm <user> <id>')
    .description('make a token worthless')
    .action((user: string, id: string) =>
      act(async ({ db, print }) => {
        await removeToken(db, await accountNamed(db, user), Number(id));
        print({ removed: Number(id) }, () => `removed token ${id} of ${user}`);
      }),
    );
  return command;
}
