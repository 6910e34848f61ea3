// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Command } from 'commander';
import { compressLogs, removeJobs } from '../jobs/upkeep.ts';
import { LogStore } from '../logs/log-store.ts';
import { type Retained, retain } from '../retention/retain.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { logDirectory } from '../settings.ts';
import { type Act, agesAgo, type Session } from './session.ts';

interface Flags {
  olderThan?: string;
  newerThan?: string;
  submitter?: string;
  dryRun?: boolean;
  slow?: boolean;
  logsOnly?: boolean;
  skipFavorite?: boolean;
}

/** What keeps the disk from filling up with finished jobs. */
export function addUpkeep(command: Command, act: Act): void {
  withUpkeepOptions(command.command('rm'))
    .description('remove finished jobs permanently: definitions, results, logs')
    .requiredOption('--older-than <age>', 'that ended longer ago than e.g. 90d or 12h')
    .option('--logs-only', 'remove only their logs')
    .option('--skip-favorite', 'not those that somebody keeps')
    .action((flags: Flags) =>
      act(async (session) => {
        const { logsOnly = false, dryRun = false } = flags;
        const what = logsOnly ? 'logs' : 'jobs';
        await withLogs(session, async (store) => {
          const count = await removeJobs({ db: session.db, store }, COMMAND_LINE, which(flags), flags);
          session.print({ [what]: count, removed: !dryRun }, () =>
            dryRun ? `${count} ${what} would be removed` : `${count} ${what} removed`,
          );
        });
      }),
    );
  command
    .command('retention')
    .description('apply the settings `retention` and `log_gib` now; the server also does it each hour')
    .option('--dry-run', 'count, remove nothing')
    .action(({ dryRun = false }: Flags) =>
      act(async (session) => {
        await withLogs(session, async (store) => {
          const done = await retain({ db: session.db, store }, session.settings, { dryRun });
          if (!done) throw new LavaError('conflict', 'another process applies the rules at this moment');
          session.print({ ...done, removed: !dryRun }, () => retained(done, dryRun));
        });
      }),
    );
  withUpkeepOptions(command.command('compress'))
    .description('compress the logs of finished jobs; the server also does it some time after their end')
    .option('--older-than <age>', 'that ended longer ago than e.g. 90d or 12h')
    .option('--newer-than <age>', 'that ended since')
    .action((flags: Flags) =>
      act(async (session) => {
        await withLogs(session, async (store) => {
          const count = await compressLogs({ db: session.db, store }, COMMAND_LINE, which(flags), flags);
          session.print({ compressed: count }, () =>
            flags.dryRun ? `${count} logs would be compressed` : `${count} logs compressed`,
          );
        });
      }),
    );
}

function retained({ rules, logs }: Retained, dryRun: boolean): string {
  const verb = dryRun ? 'would be removed' : 'removed';
  const lines = rules.map(({ rule: { days, remove, filter }, jobs }) => {
    const which = filter === '' ? '' : ` that fit ${filter}`;
    return `${jobs} ${remove}s${which} ${verb}: ended more than ${days} days ago`;
  });
  if (logs > 0) lines.push(`${logs} logs ${verb}: more than log_gib`);
  return lines.join('\n') || 'there are no rules: all jobs are kept';
}

function withUpkeepOptions(command: Command): Command {
  return command
    .option('--submitter <user>', 'only those of this user')
    .option('--dry-run', 'count, change nothing')
    .option('--slow', 'rest for a second at least after each 500 jobs, to leave the disk to the server');
}

function which({ olderThan, newerThan, submitter, skipFavorite }: Flags) {
  return {
    before: olderThan === undefined ? undefined : agesAgo(olderThan),
    since: newerThan === undefined ? undefined : agesAgo(newerThan),
    submitter,
    unkept: skipFavorite,
  };
}

export async function withLogs(
  { settings }: Session,
  work: (store: LogStore) => Promise<void>,
): Promise<void> {
  const store = new LogStore({ root: logDirectory(settings) });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
