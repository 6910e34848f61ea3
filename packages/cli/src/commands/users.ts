// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander';
import { action, type Context, readInput } from '../context.ts';
import { askSecret } from '../prompt.ts';

interface AddOptions {
  email: string;
  admin?: boolean;
  passwordFile?: string;
}

export function usersCommand(): Command {
  const command = new Command('users');
  command
    .command('add <name>')
    .description('make an account')
    .option('--email <address>', 'where mail goes', '')
    .option('--admin', 'may do everything')
    .option('--password-file <file>', 'file that holds the password; - for stdin')
    .action(action(add));
  return command;
}

async function add(
  context: Context,
  username: string,
  { email, admin, passwordFile }: AddOptions,
): Promise<void> {
  const password =
    passwordFile === undefined
      ? await askSecret('Password: ')
      : readInput(passwordFile).replace(/\r?\n$/, '');
  const user = await context.client().addUser({ username, password, email, admin: admin ?? false });
  context.print(user, () => `${user.username} may sign in${user.admin ? ', as an admin' : ''}`);
}
