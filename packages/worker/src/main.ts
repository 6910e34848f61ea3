// SPDX-License-Identifier: Apache-2.0
import { createLogger } from '@lava/kit/log/logger.ts';
import { toLavaError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import { readSettings } from './settings.ts';
import { formatStatus, readStatus } from './status.ts';
import { VERSION } from './version.ts';

/** `lava-slave` (also `lava-worker`): the daemon, and the two commands around it. */
const program = new Command('lava-slave')
  .description('Runs the jobs of a LAVA server on this host.')
  .version(VERSION)
  .option('--state-dir <dir>', 'keys, jobs and cache of this worker')
  .option('--cache-dir <dir>', 'downloads that jobs share')
  .option('--server <host>', 'host name or address of the server')
  .option('--control-port <port>', "the server's control port")
  .option('--log-port <port>', "the server's log port")
  .option('--server-key <hex>', "the server's public key")
  .option('--log-level <level>', 'debug, info, warn, error')
  .option('--log-format <format>', 'text or json')
  .option('--cancel-grace <seconds>', 'time that a canceled job has to clean up')
  .option('--dispatcher <program>', 'program that runs a job')
  .action(run(daemon));

program
  .command('join')
  .description('join a server with the line that its admin gave you')
  .argument('<line>', 'lava-join://…, in single quotes')
  .action(run(join));

program
  .command('status')
  .description('tell whether the worker runs and is linked to its server')
  .option('--json', 'as one object')
  .action(run(status));

await program.parseAsync();

async function daemon(): Promise<void> {
  const settings = readSettings(program.opts(), process.env);
  const log = createLogger('lava-slave', { level: settings.logLevel, format: settings.logFormat });
  const { Daemon } = await import('./daemon.ts');
  const worker = new Daemon({ settings, log });
  await worker.start();
  log.info({ version: VERSION, state: settings.stateDir, pid: process.pid }, 'worker runs');
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(name));
  });
  log.info({ signal }, 'worker stops; its jobs go on');
  await worker.close();
  // Children that run on keep nothing open here, but their handles would keep this process.
  process.exit(0);
}

async function join(line: string): Promise<void> {
  const settings = readSettings(program.opts(), process.env);
  const { joinServer } = await import('./link/join.ts');
  const joined = await joinServer(line, settings);
  process.stdout.write(
    `Joined ${joined.server} as ${joined.name}; the key of this worker is ${joined.fingerprint}.\n` +
      'Start the worker, or restart it: service lava-slave restart\n',
  );
  process.exit(0);
}

/** Exit status 0: linked; 1: runs without a link; 3: does not run (as LSB has it). */
async function status(options: { json?: boolean }): Promise<void> {
  const settings = readSettings(program.opts(), process.env);
  const found = readStatus(settings.stateDir);
  process.stdout.write(
    options.json ? `${JSON.stringify(found ?? { running: false })}\n` : formatStatus(found),
  );
  process.exitCode = found?.running ? (found.link === 'up' ? 0 : 1) : 3;
}

function run<A extends unknown[]>(action: (...args: A) => Promise<void>): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      await action(...args);
    } catch (thrown) {
      const { code, message, hint, problems } = toLavaError(thrown);
      process.stderr.write(`lava-slave: ${message} [${code}]\n`);
      for (const problem of problems) process.stderr.write(`  ${problem.message}\n`);
      if (hint) process.stderr.write(`  ${hint}\n`);
      if (code === 'bug') process.stderr.write(`${(thrown as Error).stack}\n`);
      process.exit(2);
    }
  };
}
