// SPDX-License-Identifier: Apache-2.0
import { createLogger } from '@lava/kit/log/logger.ts';
import { AddUser } from '@lava/protocol/api/auth.ts';
import { AddWorker } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import type { Database } from '../db/database.ts';
import { endSignal } from '../end-signal.ts';
import { serverKeys } from '../keys.ts';
import { accountNamed, addToken, addUser } from '../service/accounts.ts';
import { addWorker, workers as allWorkers, inviteWorker } from '../service/workers.ts';
import { readSettings, type ServerSettings } from '../settings.ts';
import { openStorage } from '../storage.ts';
import { importCommand } from './import.ts';

/** `lava-server manage`: what must work without a running server, on its host, by who may read its database. */
export async function manage(args: string[]): Promise<void> {
  const program = new Command('lava-server manage')
    .description('Works on the database directly; the server may run or not.')
    .option('--state-dir <dir>', 'state directory of the server')
    .option('--database-url <url>', 'its database, when it is not the embedded one');

  const users = program.command('users').description('accounts');
  users
    .command('add <name>')
    .description('add an account; the password is read from standard input')
    .requiredOption('--password-stdin', 'read the password from standard input')
    .option('--admin', 'may change the lab and see every job')
    .option('--email <address>', '', '')
    .action((name: string, options: { admin?: boolean; email: string }) =>
      withDatabase(program, async (db) => {
        const password = (await readInput()).replace(/\r?\n$/, '');
        const input = AddUser.safeParse({
          username: name,
          password,
          admin: options.admin === true,
          email: options.email,
        });
        if (!input.success) {
          const problems = input.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
          throw new LavaError('request-invalid', problems.join('; '));
        }
        await addUser(db, '<manage>', input.data);
        process.stdout.write(`added ${name}\n`);
      }),
    );

  const tokens = program.command('tokens').description('API tokens');
  tokens
    .command('add <user>')
    .description('make an API token for an account and print it')
    .option('--description <text>', '', 'made by lava-server manage')
    .action((user: string, { description }: { description: string }) =>
      withDatabase(program, async (db) => {
        const { token } = await addToken(db, await accountNamed(db, user), description);
        process.stdout.write(`${token}\n`);
      }),
    );

  program.addCommand(importCommand((work) => withDatabase(program, work)));

  const workers = program.command('workers').description('worker hosts');
  workers
    .command('add <name>')
    .description('enter a worker and print its join line; for one that is there already, a new join line')
    .requiredOption('--host <host>', 'name or address by which the worker reaches this server')
    .option('--description <text>', '', '')
    .action((name: string, { host, description }: { host: string; description: string }) =>
      withDatabase(program, async (db, settings) => {
        const place = {
          host,
          controlPort: settings.controlPort,
          logPort: settings.logPort,
          publicKey: serverKeys(settings).publicKey,
          joinHours: settings.joinHours,
        };
        const input = AddWorker.parse({ name, description });
        const known = (await workerNames(db)).includes(name);
        const { joinLine } = known
          ? await inviteWorker(db, '<manage>', place, name)
          : await addWorker(db, '<manage>', place, input);
        process.stdout.write(`${joinLine}\n`);
      }),
    );

  program
    .command('migrate')
    .description('bring the schema up to date, as every start of the server does')
    .action(() => withDatabase(program, async () => void process.stdout.write('schema is up to date\n')));

  await program.parseAsync(args, { from: 'user' });
}

async function workerNames(db: Database): Promise<string[]> {
  return (await allWorkers(db)).map(({ name }) => name);
}

async function withDatabase(
  program: Command,
  work: (db: Database, settings: ServerSettings) => Promise<void>,
): Promise<void> {
  const { stateDir, databaseUrl } = program.opts<{ stateDir?: string; databaseUrl?: string }>();
  const flags = [
    ...(stateDir === undefined ? [] : ['--state-dir', stateDir]),
    ...(databaseUrl === undefined ? [] : ['--database-url', databaseUrl]),
  ];
  const { settings } = readSettings(flags);
  const log = createLogger('lava-server', { level: 'error', format: settings.logFormat });
  // The database may be started here, and then must not be left running.
  const interrupted = endSignal().then((signal) => {
    throw new LavaError('canceled', `ended by ${signal}`);
  });
  interrupted.catch(() => undefined); // may come before anybody listens; it is raced below
  const storage = await openStorage(settings, log);
  try {
    await Promise.race([work(storage.db, settings), interrupted]);
  } finally {
    process.stdin.destroy();
    await storage.close();
  }
}

async function readInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += chunk;
  return text;
}
