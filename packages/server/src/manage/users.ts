// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { AddUser, UpdateUser, UserQuery } from '@lava/protocol/api/auth.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import { addUser, users } from '../accounts/accounts.ts';
import { account, changeAccount } from '../accounts/changes.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import {
  type Act,
  type ListFlags,
  listing,
  parseInput,
  refusedSecret,
  type Session,
  shown,
  withListOptions,
} from './session.ts';

interface Flags {
  passwordStdin?: boolean;
  email?: string;
  admin?: boolean;
  superuser?: boolean;
  notSuperuser?: boolean;
  active?: boolean;
  /** false: --no-expires */
  expires?: string | false;
  notActive?: boolean;
  removeSecondFactor?: boolean;
}

export function usersCommand(act: Act): Command {
  const command = new Command('users').description('accounts');
  withListOptions(command.command('list').description('all accounts')).action((flags: ListFlags) =>
    act(async ({ db, print }) => {
      const items = await readAll(UserQuery, (query) => users(db, COMMAND_LINE, query));
      print({ items }, () =>
        listing(
          ['USER', 'ADMIN', 'ACTIVE', 'EMAIL', 'GROUPS'],
          items.map(({ username, admin, active, email, groups }) => [
            username,
            yes(admin),
            yes(active),
            email || '-',
            groups.join(', ') || '-',
          ]),
          flags,
        ),
      );
    }),
  );
  command
    .command('show <name>')
    .alias('details')
    .description('show the details of an account')
    .action((name: string) =>
      act(async ({ db, print }) => {
        const found = await account(db, COMMAND_LINE, name);
        print(found, () => shown(found));
      }),
    );
  withAccountOptions(command.command('add <name>'))
    .description('add an account; without a password, one is generated and printed')
    .action((username: string, flags: Flags) =>
      act(async (session) => {
        const given = await passwordOf(session, flags);
        const password = given ?? randomBytes(12).toString('base64url');
        const { email = '', admin = false } = changeOf(flags);
        const user = parseInput(AddUser, { username, password, admin, email });
        const added = await addUser(session.db, COMMAND_LINE, user);
        session.print({ ...added, ...(given === undefined && { password }) }, () =>
          [`added ${username}`, ...(given === undefined ? [`password: ${password}`] : [])].join('\n'),
        );
      }),
    );
  withAccountOptions(command.command('set <name>'))
    .alias('update')
    .description('change an account; one that is not active can neither sign in nor use its tokens')
    .option('--no-admin')
    .option('--not-superuser', 'the same')
    .option('--not-staff', 'accepted; has no effect')
    .option('--active', 'may sign in')
    .option('--no-active', 'may not sign in')
    .option('--not-active', 'the same')
    .option(
      '--expires <time>',
      'neither signs in nor uses its tokens from then on: 2027-01-31, or with a time',
    )
    .option('--no-expires', 'never expires')
    .option('--remove-second-factor', 'for somebody who has lost it, and the recovery codes')
    .action((username: string, flags: Flags) =>
      act(async (session) => {
        const password = await passwordOf(session, flags);
        const input = parseInput(UpdateUser, {
          ...changeOf(flags),
          ...(flags.expires !== undefined && { expires: timeOf(flags.expires) }),
          ...(password !== undefined && { password }),
          ...(flags.removeSecondFactor && { removeSecondFactor: true }),
        });
        const changed = await changeAccount(session.db, COMMAND_LINE, username, input);
        session.print(changed, () => `changed ${username}`);
      }),
    );
  return command;
}

/** `authorize_superuser --username NAME` of LAVA, and the same with only the name. */
export function authorizeCommand(act: Act): Command {
  return new Command('authorize_superuser')
    .alias('authorize')
    .description('make an account an admin')
    .argument('[name]', 'the account')
    .option('--username <name>', 'the same')
    .action((name: string | undefined, { username = name }: { username?: string }) =>
      act(async ({ db, print }) => {
        const found = parseInput(AddUser.shape.username, username);
        const changed = await changeAccount(db, COMMAND_LINE, found, { admin: true });
        print(changed, () => `${found} is an admin`);
      }),
    );
}

function withAccountOptions(command: Command): Command {
  return command
    .option('--password-stdin', 'read the password from standard input')
    .addOption(
      refusedSecret(
        '--passwd <password>',
        '--password-stdin; without it, a new account gets a password that is printed',
      ),
    )
    .option('--email <address>')
    .option('--admin', 'may change the lab and see every job')
    .option('--superuser', 'the same')
    .option('--staff', 'accepted; has no effect');
}

function changeOf({ email, admin, superuser, notSuperuser, active, notActive }: Flags) {
  return {
    ...(email !== undefined && { email }),
    ...((admin !== undefined || superuser || notSuperuser) && {
      admin: notSuperuser ? false : (superuser ?? admin),
    }),
    ...((active !== undefined || notActive) && { active: notActive ? false : active }),
  };
}

async function passwordOf(session: Session, { passwordStdin }: Flags): Promise<string | undefined> {
  return passwordStdin ? (await session.input()).replace(/\r?\n$/, '') : undefined;
}

/** @throws LavaError `request-invalid` */
function timeOf(text: string | false): string | null {
  if (text === false) return null;
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new LavaError('request-invalid', `${text} is not a time like 2027-01-31 or 2027-01-31T12:00Z`);
  return time.toISOString();
}

const yes = (flag: boolean) => (flag ? 'yes' : 'no');
