// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander';
import { backup } from '../backup/backup.ts';
import { restore } from '../backup/restore.ts';
import type { Act } from './session.ts';

export function backupCommand(act: Act): Command {
  return new Command('backup')
    .description('write database, keys and logs of jobs into one file; the server may run')
    .argument('<file>', 'a tar file to make, for its owner alone: it holds secrets')
    .action((file: string) =>
      act(async ({ db, settings, print }) => {
        const { rows, logs } = await backup({ url: db.url, stateDir: settings.stateDir }, file);
        print({ file, rows, logs }, () => `${file}: ${rows.jobs ?? 0} jobs, ${logs} logs`);
      }),
    );
}

export function restoreCommand(act: Act): Command {
  return new Command('restore')
    .description('bring a backup into an empty server that does not run')
    .argument('<file>', 'made by lava-server manage backup')
    .action((file: string) =>
      act(async ({ db, settings, print }) => {
        const restored = await restore({ url: db.url, stateDir: settings.stateDir }, file);
        const { rows, logs, created, version } = restored;
        print(
          { created, version, rows, logs },
          () => `restored ${rows.jobs ?? 0} jobs and ${logs} logs of ${created}, made by version ${version}`,
        );
      }),
    );
}
