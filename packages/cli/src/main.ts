// SPDX-License-Identifier: Apache-2.0
import { Command, CommanderError } from 'commander';
import { exitCode } from './exit-code.ts';

interface Group {
  summary: string;
  load(): Promise<Command>;
}

/** One file a group; only the one that the command line names is loaded, so that `lava jobs list` starts fast. */
const GROUPS: Record<string, Group> = {
  jobs: {
    summary: 'submit, follow, list, cancel jobs',
    load: async () => (await import('./commands/jobs.ts')).jobsCommand(),
  },
  devices: {
    summary: 'boards: list, add, change, dictionaries',
    load: async () => (await import('./commands/devices.ts')).devicesCommand(),
  },
  'device-types': {
    summary: 'kinds of boards and their templates',
    load: async () => (await import('./commands/device-types.ts')).deviceTypesCommand(),
  },
  workers: {
    summary: 'hosts beside the boards: add, join lines, enable, disable',
    load: async () => (await import('./commands/workers.ts')).workersCommand(),
  },
  doctor: {
    summary: 'examine this machine, server or worker: what is wrong, and what to do',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  },
  backup: {
    summary: 'on the host of the server: everything that it knows into one file, while it runs',
    load: async () => (await import('./commands/backup.ts')).backupCommand(),
  },
  restore: {
    summary: 'on the host of a server that is empty and stopped: bring a backup into it',
    load: async () => (await import('./commands/backup.ts')).restoreCommand(),
  },
  validate: {
    summary: 'judge a job definition, without a server',
    load: async () => (await import('./commands/validate.ts')).validateCommand(),
  },
  login: {
    summary: 'store the address of a server and a token for it',
    load: async () => (await import('./commands/login.ts')).loginCommand(),
  },
  logout: {
    summary: 'forget the token of a server',
    load: async () => (await import('./commands/login.ts')).logoutCommand(),
  },
  whoami: {
    summary: 'the account that commands act for',
    load: async () => (await import('./commands/login.ts')).whoamiCommand(),
  },
  tokens: {
    summary: 'API tokens of your account',
    load: async () => (await import('./commands/tokens.ts')).tokensCommand(),
  },
  users: {
    summary: 'accounts',
    load: async () => (await import('./commands/users.ts')).usersCommand(),
  },
};

export async function main(argv: string[]): Promise<void> {
  const program = await build(groupOf(argv));
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has printed what is wrong; help that was asked for is no error.
    process.exitCode = error.exitCode === 0 ? 0 : exitCode('usage');
  }
}

/** Every command, for the reference in docs/. */
export function wholeProgram(): Promise<Command> {
  return build('all');
}

async function build(wanted: string | undefined): Promise<Command> {
  const program = new Command('lava')
    .description('Jobs, devices and workers of a LAVA lab.')
    .option('--url <url>', 'server; else LAVA_URL, else the one of `lava login`')
    .option('--token <token>', 'API token; else LAVA_TOKEN, else the one of `lava login`')
    .option('--json', 'answer for programs')
    .helpOption('-h, --help', 'this help')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', '\nExit codes: docs/reference/exit-codes.md');
  for (const [name, { summary, load }] of Object.entries(GROUPS)) {
    const command = wanted === 'all' || name === wanted ? await load() : new Command(name);
    program.addCommand(inherit(command.description(summary), program));
  }
  return program;
}

/** Commands made elsewhere do not take over how their parent ends and prints. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child as Command, parent);
  return command;
}

/** First word that is not an option or an option's value. */
function groupOf(argv: string[]): string | undefined {
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--url' || word === '--token') index++;
    else if (!word.startsWith('-')) return word === 'help' ? argv[index + 1] : word;
  }
  return undefined;
}

if (process.argv[1] === import.meta.filename) {
  // `lava jobs logs 1 | head`: the reader has enough, which is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  await main(process.argv.slice(2));
}
