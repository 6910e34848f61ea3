// SPDX-License-Identifier: Apache-2.0
import { JobQuery } from '@lava/protocol/api/jobs.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import { COMMAND_LINE } from '../domain/permissions.ts';
import { LogReader } from '../logs/log-reader.ts';
import { LogStore } from '../logs/log-store.ts';
import { compressLogs, failJob, removeJobs } from '../service/job-upkeep.ts';
import { job, jobs } from '../service/jobs.ts';
import { logDirectory } from '../settings.ts';
import { type Act, parseInput, type Session, table } from './session.ts';

interface RemoveFlags {
  olderThan: string;
  submitter?: string;
  dryRun?: boolean;
}

export function jobsCommand(act: Act): Command {
  const command = new Command('jobs').description('submitted jobs');
  command
    .command('list')
    .description('jobs, the newest first')
    .option('--state <state>', 'submitted, scheduling, scheduled, running, canceling, finished')
    .option('--submitter <user>')
    .option('--limit <count>', 'at most 200', '25')
    .action((query: Record<string, string>) =>
      act(async ({ db, print }) => {
        const page = await jobs(db, COMMAND_LINE, parseInput(JobQuery, query));
        print(page, () =>
          table(
            ['JOB', 'STATE', 'HEALTH', 'SUBMITTER', 'DEVICE', 'DESCRIPTION'],
            page.items.map((each) => [
              each.id,
              each.state,
              each.health,
              each.submitter,
              each.device ?? each.deviceType,
              each.description,
            ]),
          ),
        );
      }),
    );
  command
    .command('show <id>')
    .description('all that is known of a job')
    .action((id: string) =>
      act(async (session) => {
        const { db, print } = session;
        await withLogs(session, async (store) => {
          const found = await job(db, new LogReader(db, store), COMMAND_LINE, jobNumber(id));
          print(found, () =>
            Object.entries(found)
              .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
              .join('\n'),
          );
        });
      }),
    );
  command
    .command('fail <id>')
    .description('end a job now and free its device, for a job that a cancel does not end')
    .option('--reason <text>', 'why, for its log and the history', '')
    .action((id: string, { reason }: { reason: string }) =>
      act(async ({ db, print }) => {
        await failJob(db, COMMAND_LINE, jobNumber(id), reason);
        print({ failed: jobNumber(id) }, () => `job ${id} is over`);
      }),
    );
  command
    .command('rm')
    .description('remove finished jobs for ever: definitions, results, logs')
    .requiredOption('--older-than <age>', 'that ended longer ago than e.g. 90d or 12h')
    .option('--submitter <user>', 'only those of this user')
    .option('--dry-run', 'count, remove nothing')
    .action(({ olderThan, submitter, dryRun = false }: RemoveFlags) =>
      act(async (session) => {
        const before = new Date(Date.now() - milliseconds(olderThan));
        await withLogs(session, async (store) => {
          const where = { db: session.db, store };
          const count = await removeJobs(where, COMMAND_LINE, { before, submitter }, dryRun);
          session.print({ jobs: count, removed: !dryRun }, () =>
            dryRun ? `${count} jobs would be removed` : `${count} jobs removed`,
          );
        });
      }),
    );
  command
    .command('compress')
    .description('compress the logs of finished jobs; the server does it by itself, some time after the end')
    .action(() =>
      act(async (session) => {
        await withLogs(session, async (store) => {
          const count = await compressLogs({ db: session.db, store }, COMMAND_LINE);
          session.print({ compressed: count }, () => `${count} logs compressed`);
        });
      }),
    );
  return command;
}

async function withLogs({ settings }: Session, work: (store: LogStore) => Promise<void>): Promise<void> {
  const store = new LogStore({ root: logDirectory(settings) });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

function jobNumber(text: string): number {
  const id = Number(text);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new LavaError('request-invalid', `${text} is not the number of a job`);
}

const UNITS: Record<string, number> = { h: 3_600_000, d: 86_400_000 };

function milliseconds(age: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([hd])$/.exec(age) ?? [];
  if (count !== undefined) return Number(count) * (UNITS[unit] ?? 0);
  throw new LavaError('request-invalid', `--older-than ${age}: expected hours or days, e.g. 12h or 90d`);
}
