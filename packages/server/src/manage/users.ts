// SPDX-License-Identifier: Apache-2.0
import { AddUser, UpdateUser } from '@lava/protocol/api/auth.ts';
import { Command } from 'commander';
import { COMMAND_LINE } from '../domain/permissions.ts';
import { accounts, changeAccount } from '../service/account-changes.ts';
import { addUser } from '../service/accounts.ts';
import { type Act, parseInput, type Session, table } from './session.ts';

interface SetFlags {
  passwordStdin?: boolean;
  email?: string;
  admin?: boolean;
  active?: boolean;
}

export function usersCommand(act: Act): Command {
  const users = new Command('users').description('accounts');
  users
    .command('list')
    .description('all accounts')
    .action(() =>
      act(async ({ db, print }) => {
        const items = await accounts(db, COMMAND_LINE);
        print({ items }, () =>
          table(
            ['USER', 'ADMIN', 'ACTIVE', 'EMAIL', 'GROUPS'],
            items.map(({ username, admin, active, email, groups }) => [
              username,
              yes(admin),
              yes(active),
              email || '-',
              groups.join(', ') || '-',
            ]),
          ),
        );
      }),
    );
  users
    .command('add <name>')
    .description('add an account; the password is read from standard input')
    .requiredOption('--password-stdin', 'read the password from standard input')
    .option('--admin', 'may change the lab and see every job')
    .option('--email <address>', '', '')
    .action((username: string, { admin = false, email }: { admin?: boolean; email: string }) =>
      act(async (session) => {
        const user = { username, password: await readPassword(session), admin, email };
        const added = await addUser(session.db, COMMAND_LINE, parseInput(AddUser, user));
        session.print(added, () => `added ${username}`);
      }),
    );
  users
    .command('set <name>')
    .description('change an account; one that is not active can neither sign in nor use its tokens')
    .option('--password-stdin', 'read a new password from standard input')
    .option('--email <address>')
    .option('--admin', 'may change the lab and see every job')
    .option('--no-admin')
    .option('--active', 'may sign in')
    .option('--no-active', 'may not sign in')
    .action((username: string, { passwordStdin, ...flags }: SetFlags) =>
      act(async (session) => {
        const change = { ...flags, ...(passwordStdin && { password: await readPassword(session) }) };
        const input = parseInput(UpdateUser, change);
        const account = await changeAccount(session.db, COMMAND_LINE, username, input);
        session.print(account, () => `changed ${username}`);
      }),
    );
  return users;
}

async function readPassword(session: Session): Promise<string> {
  return (await session.input()).replace(/\r?\n$/, '');
}

const yes = (flag: boolean) => (flag ? 'yes' : 'no');
