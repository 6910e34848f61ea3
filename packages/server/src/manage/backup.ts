// SPDX-License-Identifier: Apache-2.0
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { backup, backupTo } from '../backup/backup.ts';
import { restore } from '../backup/restore.ts';
import type { Act } from './session.ts';

const STDIN = 0;
const STDOUT = 1;

export function backupCommand(act: Act): Command {
  return new Command('backup')
    .description('write database, keys and job logs to one file; the server may be running')
    .argument(
      '[file]',
      'a tar file to create, readable only by its owner since it holds secrets; - for standard output; else backups/lava-TIME.tar of the state directory',
    )
    .action((given: string | undefined) =>
      act(async ({ db, settings, print, printAside }) => {
        const place = { url: db.url, stateDir: settings.stateDir };
        const file = given ?? nextBackup(settings.stateDir);
        const { rows, logs } = await (file === '-' ? backupTo(place, STDOUT) : backup(place, file));
        const tell = file === '-' ? printAside : print;
        tell({ file, rows, logs }, () => `${file}: ${rows.jobs ?? 0} jobs, ${logs} logs`);
      }),
    );
}

export function restoreCommand(act: Act): Command {
  return new Command('restore')
    .description('restore a backup to an empty, stopped server')
    .argument('<file>', 'made by lava-server manage backup; - for standard input')
    .action((file: string) =>
      act(async ({ db, settings, print }) => {
        const place = { url: db.url, stateDir: settings.stateDir };
        const { rows, logs, created, version } = await restore(place, file === '-' ? STDIN : file);
        print(
          { created, version, rows, logs },
          () => `restored ${rows.jobs ?? 0} jobs and ${logs} logs of ${created}, made by version ${version}`,
        );
      }, 'any'),
    );
}

/** Where the server's account may write in any case, whoever asks. */
function nextBackup(stateDir: string): string {
  const directory = join(stateDir, 'backups');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return join(
    directory,
    `lava-${new Date()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(':', '')}.tar`,
  );
}
