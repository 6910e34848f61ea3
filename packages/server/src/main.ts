// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';
import { describeSettings } from '@lava/kit/config/settings.ts';
import { createLogger } from '@lava/kit/log/logger.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import { ROLES, type Role } from './context.ts';
import { endOnBug } from './end-on-bug.ts';
import { endSignal } from './end-signal.ts';
import { raiseFileThreads } from './logs/threads.ts';
import { readSettings, ServerSettings } from './settings.ts';
import { VERSION } from './version.ts';

/** Exit codes besides 0 and 1 (something failed); docs/reference/settings-server.md. */
const EXIT_CONFIGURATION = 2;
const EXIT_SCHEMA_NEWER = 3;

const HELP = `usage: lava-server [ROLE…] [--SETTING VALUE…]    runs until SIGTERM
       lava-server manage COMMAND …            see: lava-server manage --help

Roles: api (web pages, REST), master (scheduler, worker link); all of them when none is named.
lava-master is lava-server with the role master.

Settings, as flags; each can also be set by the variable, or in /etc/lava-server/settings.yaml:
`;

async function main(argv: string[]): Promise<void> {
  const { program, args } = programOf(argv);
  if (args[0] === 'manage') {
    const { manage } = await import('./manage/main.ts');
    return manage(args.slice(1));
  }
  if (args.includes('--help') || args.includes('-h')) return help();
  if (args.includes('--version')) return void process.stdout.write(`${VERSION}\n`);
  const { settings, rest } = readSettings(args);
  const roles = program === 'lava-master' ? rolesOf(['master', ...rest]) : rolesOf(rest);
  const log = createLogger(program, { level: settings.logLevel, format: settings.logFormat });
  if (roles.includes('master')) raiseFileThreads();
  const { startServer } = await import('./server.ts');
  // Before anything is started: what comes while the database is being made must not leave it behind.
  const stopped = endSignal();
  const server = await startServer(settings, roles, log);
  endOnBug(log, () => server.stop());
  await stopped;
  log.info('stopping');
  await server.stop();
}

/** By the name it was started as; in a checkout the first word says which. */
function programOf([, path = '', ...args]: string[]): { program: string; args: string[] } {
  if (args[0] === 'server' || args[0] === 'master')
    return { program: `lava-${args[0]}`, args: args.slice(1) };
  return { program: basename(path) === 'lava-master' ? 'lava-master' : 'lava-server', args };
}

function rolesOf(words: string[]): Role[] {
  const unknown = words.filter((word) => !ROLES.some((role) => role === word));
  if (unknown.length > 0) {
    throw new LavaError('config-invalid', `unknown role ${unknown[0]}; the roles are ${ROLES.join(', ')}`);
  }
  return words.length === 0 ? [...ROLES] : ROLES.filter((role) => words.includes(role));
}

function help(): void {
  const lines = describeSettings(ServerSettings).map(
    ({ flag, env, description, default: value }) =>
      `  ${flag.padEnd(24)} ${description}${value ? ` (${value})` : ''}\n${' '.repeat(27)}${env}\n`,
  );
  process.stdout.write(HELP + lines.join(''));
}

try {
  await main(process.argv);
} catch (thrown) {
  const error = toLavaError(thrown);
  const text = error.code === 'bug' ? (thrown as Error).stack : error.message;
  process.stderr.write(`lava-server: ${text}\n${error.hint ? `  ${error.hint}\n` : ''}`);
  const codes: Record<string, number> = {
    'schema-newer': EXIT_SCHEMA_NEWER,
    'config-invalid': EXIT_CONFIGURATION,
    // As older masters had it.
    'worker-exists': EXIT_CONFIGURATION,
  };
  process.exitCode = codes[error.code] ?? 1;
}
