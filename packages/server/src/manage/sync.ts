// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander';
import { planLab } from '../lab/lab-plan.ts';
import { syncLab } from '../lab/sync-lab.ts';
import { describe } from './import.ts';
import type { Act } from './session.ts';

/** Where a LAVA server has its files. */
const DIRECTORY = '/etc/lava-server';

export function syncCommand(act: Act): Command {
  return new Command('sync')
    .description(
      'change the lab to match its files: devices whose dictionary has sync_to_lava; those whose file is gone are retired',
    )
    .argument('[dir...]', `of two files for one name the first directory wins; ${DIRECTORY} if none is given`)
    .option('--dry-run', 'show what would happen, change nothing')
    .action((directories: string[], { dryRun = false }: { dryRun?: boolean }) =>
      act(async ({ db, print }) => {
        const plan = planLab(directories.length > 0 ? directories : [DIRECTORY]);
        const report = await syncLab(db, plan, { dryRun });
        print(report, () =>
          [...report.retired.map((name) => `retired device ${name}`), describe(report, dryRun)].join('\n'),
        );
      }),
    );
}
