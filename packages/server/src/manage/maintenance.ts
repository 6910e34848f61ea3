// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import { COMMAND_LINE } from '../domain/permissions.ts';
import { type MaintenanceReport, maintain } from '../service/maintenance.ts';
import type { Act } from './session.ts';

interface Flags {
  worker?: string;
  all?: boolean;
  reason?: string;
  cancel?: boolean;
  dryRun?: boolean;
}

export function maintenanceCommand(act: Act): Command {
  return new Command('maintenance')
    .description('take devices out of service, all at once; jobs that run on them end by themselves')
    .option('--worker <worker>', 'the devices of this worker')
    .option('--all', 'every device of the lab')
    .option('--reason <text>', 'why, for the history')
    .option('--cancel', 'cancel the jobs that run on them')
    .option('--dry-run', 'tell what would happen, change nothing')
    .action(({ worker, all = false, reason, cancel = false, dryRun = false }: Flags) =>
      act(async ({ db, print }) => {
        if ((worker === undefined) !== all)
          throw new LavaError('request-invalid', 'name a worker with --worker, or say --all');
        const report = await maintain(db, COMMAND_LINE, { worker, reason, cancel, dryRun });
        print(report, () => describe(report, { cancel, dryRun }));
      }),
    );
}

function describe(
  { devices, jobs }: MaintenanceReport,
  { cancel, dryRun }: { cancel: boolean; dryRun: boolean },
): string {
  return [
    ...devices.map((name) => `device ${name}: maintenance`),
    ...jobs.map((job) => `job ${job}: ${cancel ? 'canceled' : 'runs to its end'}`),
    `${devices.length} devices, ${jobs.length} jobs${dryRun ? '; nothing was changed: --dry-run' : ''}`,
  ].join('\n');
}
