// SPDX-License-Identifier: Apache-2.0
import type { ExportQuery } from '@lava/protocol/api/exports.ts';
import { type Job, ResultQuery, type TestResult, type TestSuite } from '@lava/protocol/api/jobs.ts';
import { MAX_PAGE } from '@lava/protocol/api/list.ts';
import { isMissed } from '@lava/protocol/record/missed.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import type { Database } from '../db/database.ts';
import { job, results, suites } from '../jobs/jobs.ts';
import type { Actor } from '../rights/permissions.ts';

/** What an export is written from. Cases come in pages, so that no job is held in memory whole. */
export interface Source {
  job: Job;
  /** Those that were asked for. */
  suites: readonly TestSuite[];
  /** In the order of the log. @param result only those */
  pages(suite?: string, result?: Verdict): AsyncGenerator<TestResult[]>;
}

const EVERYTHING = ResultQuery.parse({ limit: MAX_PAGE });

/** @throws LavaError `not-found`, also when the actor may not see the job */
export async function sourceOf(
  db: Database,
  actor: Actor | null,
  id: number,
  { suite: wanted, all }: Pick<ExportQuery, 'suite' | 'all'>,
): Promise<Source> {
  const shown = ({ name }: TestSuite) => wanted?.includes(name) ?? (all || name !== 'lava');
  return {
    job: await job(db, actor, id),
    suites: (await suites(db, actor, id)).items.filter(shown),
    async *pages(suite, result) {
      const suites = suite === undefined ? wanted : [suite];
      // Not through the schema, which takes commas in a name for several names.
      const query = {
        ...{ ...EVERYTHING, suite: suites, notSuite: all || suites ? undefined : ['lava'] },
        ...(result && { result: [result] }),
      };
      for (let after: string | undefined; ; ) {
        const page = await results(db, actor, id, { ...query, after });
        if (page.items.length > 0) yield page.items;
        if (page.next === null) return;
        after = page.next;
      }
    },
  };
}

/** Why the job did not come to its end, or not yet: its cases are not all that there should be. */
export function unfinished({ state, health, error }: Job): { kind: string; message: string } | undefined {
  if (state !== 'finished') return { kind: 'unfinished', message: `the job is ${state}` };
  if (health === 'complete') return undefined;
  return {
    kind: error?.kind ?? health,
    message: `the job is ${health}: ${error?.message ?? 'no reason known'}`,
  };
}

/** What became of a case, for forms that know more words than pass and fail. */
export type Outcome = Verdict | 'known' | 'missed';

/** `known`: it failed, and may; `missed`: nobody reported it. Neither is a failure where a form has another word. */
export function outcomeOf(found: TestResult): Outcome {
  if (isMissed(found)) return 'missed';
  return found.known && found.result === 'fail' ? 'known' : found.result;
}

/** Why a failure is known, and where it is followed up. */
export function reasonOf({ known }: Pick<TestResult, 'known'>): string {
  if (!known) return '';
  return known.url === null ? known.reason : `${known.reason} (${known.url})`;
}

/** A case as one word: suite, set and name. */
export function pathOf({ suite, set, name }: Pick<TestResult, 'suite' | 'set' | 'name'>): string {
  return [suite, set, name].filter((part) => part !== null).join('/');
}

/** Text that any line-based or XML format can hold: one line, no control characters. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: -- they are what is replaced
  return text.toWellFormed().replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]/g, '\ufffd');
}
