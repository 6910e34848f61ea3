// SPDX-License-Identifier: Apache-2.0
import type { OfflineReport } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import { accountNamed } from '../accounts/accounts.ts';
import { bringBack, maintain } from '../lab/maintenance.ts';
import { type Actor, COMMAND_LINE } from '../rights/permissions.ts';
import type { Act } from './session.ts';

interface Flags {
  worker?: string;
  all?: boolean;
  reason?: string;
  cancel?: boolean;
  force?: boolean;
  end?: boolean;
  user?: string;
  dryRun?: boolean;
}

export function maintenanceCommand(act: Act): Command {
  return new Command('maintenance')
    .description(
      'put the devices of the lab, or of a worker, in maintenance; running jobs continue to their end',
    )
    .option('--worker <worker>', 'only the devices of this worker')
    .option('--all', 'every device of the lab, as without --worker')
    .option('--reason <text>', 'why, for the history')
    .option('--cancel', 'cancel the jobs that run on them')
    .option('--force', 'the same')
    .option(
      '--end',
      'bring back the devices that this command put in maintenance and that nobody has changed since',
    )
    .option('--user <user>', 'who ordered it, for the history')
    .option('--dry-run', 'show what would happen, change nothing')
    .action(({ worker, all, reason, cancel, force, end = false, user, dryRun = false }: Flags) =>
      act(async ({ db, print }) => {
        if (worker !== undefined && all)
          throw new LavaError('request-invalid', 'either --worker or --all, not both');
        const actor = user === undefined ? COMMAND_LINE : asUser(await accountNamed(db, user));
        const options = { worker, reason, cancel: cancel === true || force === true, dryRun };
        const report = await (end ? bringBack : maintain)(db, actor, options);
        print(report, () => describe(report, { ...options, end }));
      }),
    );
}

/** Who works on this host decides, in the name of somebody. */
const asUser = ({ username }: Actor): Actor => ({ ...COMMAND_LINE, username });

function describe(
  { devices, jobs }: OfflineReport,
  { cancel, dryRun, end }: { cancel: boolean; dryRun: boolean; end: boolean },
): string {
  return [
    ...devices.map((name) => `device ${name}: ${end ? 'back' : 'maintenance'}`),
    ...(end ? [] : jobs).map((job) => `job ${job}: ${cancel ? 'canceled' : 'runs to its end'}`),
    `${devices.length} devices, ${jobs.length} jobs${dryRun ? '; nothing was changed: --dry-run' : ''}`,
  ].join('\n');
}
