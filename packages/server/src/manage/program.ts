// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander';
import type { StorageOptions } from '../storage.ts';
import { aliasesCommand } from './aliases.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { checkCommand } from './check.ts';
import { deviceTagsCommand } from './device-tags.ts';
import { deviceTypesCommand } from './device-types.ts';
import { devicesCommand } from './devices.ts';
import { doctorCommand } from './doctor.ts';
import { groupsCommand } from './groups.ts';
import { historyCommand } from './history.ts';
import { importCommand } from './import.ts';
import { jobsCommand } from './jobs.ts';
import { maintenanceCommand } from './maintenance.ts';
import { permissionsCommand } from './permissions.ts';
import type { Act, ManageOptions, Session } from './session.ts';
import { syncCommand } from './sync.ts';
import { tokensCommand } from './tokens.ts';
import { authorizeCommand, usersCommand } from './users.ts';
import { waitCommand } from './wait.ts';
import { pipelineWorkerCommand, workersCommand } from './workers.ts';

/** Opens what commands work with; everything is closed again when `work` is over. */
export type OpenSession = (
  options: ManageOptions,
  schema: StorageOptions['schema'],
  work: (session: Omit<Session, 'print' | 'printAside'>) => Promise<void>,
) => Promise<void>;

/** @param write takes what commands answer */
export function manageProgram(open: OpenSession, write: (text: string) => void): Command {
  const program = new Command('lava-server manage')
    .description('Works on the database directly; the server may run or not.')
    .option('--state-dir <dir>', 'state directory of the server')
    .option('--database-url <url>', 'its database, when it is not the embedded one')
    .option('--json', 'answer for programs');
  const act: Act = (work, schema = 'assert') => {
    const options = program.opts<ManageOptions>();
    const shown = (value: unknown, text: () => string) =>
      `${options.json ? JSON.stringify(value, undefined, 2) : text()}\n`;
    const print: Session['print'] = (value, text) => write(shown(value, text));
    const printAside: Session['print'] = (value, text) => void process.stderr.write(shown(value, text));
    return open(options, schema, (session) => work({ ...session, print, printAside }));
  };
  const commands = [
    usersCommand,
    authorizeCommand,
    tokensCommand,
    groupsCommand,
    permissionsCommand,
    workersCommand,
    pipelineWorkerCommand,
    devicesCommand,
    deviceTagsCommand,
    deviceTypesCommand,
    aliasesCommand,
    importCommand,
    syncCommand,
    jobsCommand,
    maintenanceCommand,
    checkCommand,
    historyCommand,
    backupCommand,
    restoreCommand,
  ];
  for (const command of commands) program.addCommand(command(act));
  program.addCommand(doctorCommand(() => program.opts<ManageOptions>(), write));
  program.addCommand(waitCommand(() => program.opts<ManageOptions>()));
  program
    .command('migrate')
    .description('bring the schema up to date, as every start of the server does')
    .action(() =>
      act(async ({ print }) => print({ schema: 'up to date' }, () => 'schema is up to date'), 'migrate'),
    );
  return program;
}
