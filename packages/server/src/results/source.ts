// SPDX-License-Identifier: Apache-2.0
import type { ExportQuery } from '@lava/protocol/api/exports.ts';
import { type Job, ResultQuery, type TestResult, type TestSuite } from '@lava/protocol/api/jobs.ts';
import { MAX_PAGE } from '@lava/protocol/api/list.ts';
import { toLavaError } from '@lava/protocol/error/error.ts';
import { isMissed } from '@lava/protocol/record/missed.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import type { Database } from '../db/database.ts';
import { job, results, suites } from '../jobs/jobs.ts';
import { jobsOfQuery } from '../jobs/saved-queries.ts';
import type { Actor } from '../rights/permissions.ts';

/** What an export is written from. Cases come in pages, so that no job is held in memory whole. */
export interface Source {
  job: Job;
  /** Those that were asked for. */
  suites: readonly TestSuite[];
  /** In the order of the log. @param result only those */
  pages(suite?: string, result?: Verdict): AsyncGenerator<TestResult[]>;
}

/** What somebody says of an export besides its form. */
export interface How {
  /** For KCIDB: the name under which KernelCI knows the lab, and the build that was tested. */
  origin?: string | undefined;
  build?: string | undefined;
  /** Address of the server's pages. */
  pages?: string | undefined;
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

/** Jobs that are read together. */
const TOGETHER = 100;

/**
 * The jobs of a saved query that are over, newest first, as far as the reader may see them.
 * @throws LavaError `not-found`, `request-invalid`, before the first job
 */
export async function sourcesOfQuery(
  db: Database,
  actor: Actor | null,
  query: number,
  { limit, ...wanted }: Pick<ExportQuery, 'suite' | 'all'> & { limit: number },
): Promise<AsyncGenerator<Source>> {
  const read = (after?: string) => jobsOfQuery(db, actor, query, { sort: '-id', limit: TOGETHER, after });
  const first = await read();
  return (async function* () {
    let looked = 0;
    for (let page = first; ; ) {
      for (const { id, state } of page.items.slice(0, limit - looked)) {
        const source = state === 'finished' ? await unlessGone(sourceOf(db, actor, id, wanted)) : undefined;
        if (source) yield source;
      }
      looked += page.items.length;
      if (page.next === null || looked >= limit) return;
      page = await read(page.next);
    }
  })();
}

/** A job that was deleted, or is hidden, since the list was read. */
async function unlessGone(source: Promise<Source>): Promise<Source | undefined> {
  try {
    return await source;
  } catch (thrown) {
    if (toLavaError(thrown).code === 'not-found') return undefined;
    throw thrown;
  }
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
