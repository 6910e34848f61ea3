// SPDX-License-Identifier: Apache-2.0
import { CHANGE_TEXTS, CHANGES } from '@lava/protocol/api/compare.ts';
import type { TestCounts } from '@lava/protocol/api/jobs.ts';
import type { Notify } from '@lava/protocol/job/notify.ts';
import type * as z from 'zod';
import { oneLine } from '../../results/source.ts';
import type { Compared } from '../previous.ts';
import { statusOf, type Told } from '../told.ts';

/** What is known of a job for a mail. */
export interface MailFacts {
  job: Told;
  verbosity: NonNullable<Notify['verbosity']>;
  suites: readonly { name: string; tests: z.infer<typeof TestCounts> }[];
  failed: readonly string[];
  compared: Compared | undefined;
}

/** Lines of a list; how many are left out is said. */
const MOST = 100;

/** @param pages address of the server's pages, without a slash at the end; undefined when nobody said it */
export function mailOf(
  facts: readonly [MailFacts, ...MailFacts[]],
  pages: string | undefined,
): { subject: string; text: string } {
  const [only, ...more] = facts;
  if (more.length > 0) return digestOf(facts, pages);
  const { job } = only;
  return {
    subject: `[LAVA] job ${job.id} ${wordOf(job)}: ${oneLine(job.description).slice(0, 150)}`,
    text: `${[...headOf(job, pages), ...bodyOf(only)].join('\n')}\n`,
  };
}

/** One line a job. */
function digestOf(facts: readonly MailFacts[], pages: string | undefined): { subject: string; text: string } {
  const words = Map.groupBy(facts, ({ job }) => statusOf(job).word);
  const counts = [...words].map(([word, jobs]) => `${jobs.length} ${word}`).join(', ');
  const lines = facts.map(({ job }) => {
    const link = pages === undefined ? '' : `\n  ${linkOf(job, pages)}`;
    return `job ${job.id} ${wordOf(job)}: ${oneLine(job.description)}${link}`;
  });
  return { subject: `[LAVA] ${facts.length} jobs: ${counts}`, text: `${bounded(lines).join('\n')}\n` };
}

const wordOf = (job: Told) => (job.state === 'running' ? 'is running' : `is ${statusOf(job).word}`);
const linkOf = ({ id }: Told, pages: string) => `${pages}/jobs/${id}`;

function headOf(job: Told, pages: string | undefined): string[] {
  return [
    `Job ${job.id} ${wordOf(job)}: ${oneLine(job.description)}`,
    ...(job.error === null ? [] : [`Error: ${oneLine(job.error)}`]),
    ...(pages === undefined ? [] : [linkOf(job, pages)]),
  ];
}

function bodyOf({ job, verbosity, suites, failed, compared }: MailFacts): string[] {
  if (verbosity === 'status-only') return [];
  return [
    '',
    ...table([
      ['Submitter', job.username],
      ['Device type', job.device_type ?? ''],
      ['Device', job.device ?? ''],
      ['Submitted', timeOf(job.submit_time)],
      ['Started', timeOf(job.start_time)],
      ['Ended', timeOf(job.end_time)],
    ]),
    ...section(
      'Results',
      suites.map(({ name, tests }) => `${oneLine(name)}: ${countsOf(tests)}`),
    ),
    ...(verbosity === 'verbose' ? section('Failed', failed.map(oneLine)) : []),
    ...changesOf(compared, verbosity),
    ...(verbosity === 'verbose'
      ? section(
          'Metadata',
          Object.entries(job.metadata).map(([key, value]) => `${oneLine(key)}: ${shown(value)}`),
        )
      : []),
  ];
}

function changesOf(compared: Compared | undefined, verbosity: MailFacts['verbosity']): string[] {
  if (!compared) return [];
  const { previous, counts, items } = compared;
  const title = `Compared with job ${previous.id}, which is ${previous.health}`;
  const told = CHANGES.filter((change) => change !== 'same' && counts[change] > 0);
  if (told.length === 0) return section(title, ['every case is as it was']);
  const wanted =
    verbosity === 'verbose' ? told : told.filter((change) => change === 'broken' || change === 'fixed');
  const cases = items
    .filter(({ change }) => wanted.includes(change))
    .map(
      ({ change, suite, set, name }) => `${change}: ${oneLine([suite, set, name].filter(Boolean).join('/'))}`,
    );
  return section(title, [
    ...told.map((change) => `${counts[change]} ${change}: it ${CHANGE_TEXTS[change]}`),
    ...cases,
  ]);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...bounded(lines).map((line) => `  ${line}`)];
}

function bounded(lines: readonly string[]): string[] {
  const left = lines.length - MOST;
  return left > 0 ? [...lines.slice(0, MOST), `… and ${left} more`] : [...lines];
}

function table(rows: readonly [string, string][]): string[] {
  return rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${`${name}:`.padEnd(13)} ${oneLine(value)}`);
}

function countsOf(tests: Readonly<Record<string, number>>): string {
  const found = Object.entries(tests).filter(([, count]) => count > 0);
  return found.map(([word, count]) => `${count} ${word}`).join(', ') || 'no cases';
}

const timeOf = (time: Date | null) =>
  time === null ? '' : `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

function shown(value: unknown): string {
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 500);
}
