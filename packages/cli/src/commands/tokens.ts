// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { UsageError } from '../exit-code.ts';
import { table } from '../table.ts';

export function tokensCommand(): Command {
  const command = new Command('tokens');
  command.command('list').description('tokens of your account, without their secrets').action(action(list));
  command
    .command('add')
    .description('make a token; it is shown once')
    .option('--description <text>', 'what it is for', '')
    .action(action(add));
  command.command('remove <id>').description('make a token worthless').action(action(remove));
  return command;
}

async function list(context: Context): Promise<void> {
  const { items } = await context.client().tokens.list();
  context.print(items, () =>
    table(
      ['ID', 'CREATED', 'LAST USED', 'DESCRIPTION'],
      items.map((token) => [String(token.id), token.created, token.lastUsed ?? 'never', token.description]),
    ),
  );
}

async function add(context: Context, { description }: { description: string }): Promise<void> {
  const token = await context.client().tokens.add({ description });
  context.note('this token is not shown again:');
  context.print(token, () => token.token);
}

async function remove(context: Context, id: string): Promise<void> {
  if (!/^\d+$/.test(id)) throw new UsageError(`"${id}" is not the number of a token; see lava tokens list`);
  await context.client().tokens.remove(Number(id));
  context.print({ removed: Number(id) }, () => `token ${id} is worthless now`);
}
