// SPDX-License-Identifier: Apache-2.0
import { setImmediate } from 'node:timers/promises';
import { ResultQuery, type TestResult } from '@lava/protocol/api/jobs.ts';
import { MAX_PAGE } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { dumpYamlAscii } from '@lava/yaml/dump.ts';
import type { Database } from '../db/database.ts';
import { results } from '../jobs/jobs.ts';
import type { Actor } from '../rights/permissions.ts';
import { type CaseMap, COLUMNS, type CsvForm, caseMap, caseRows, csv } from './case-map.ts';

/** Cases of one answer, which is held in memory whole. */
const MOST_CASES = 20_000;
/** So many cases are written before others get a turn. */
const PIECE = 50;

/**
 * @param suite those of one suite
 * @param wanted the first so many; all, when it says nothing
 * @throws LavaError `request-invalid` when that is too much for one answer
 */
export async function allCases(
  { db, actor }: { db: Database; actor: Actor | null },
  id: number,
  suite?: string,
  wanted = Number.POSITIVE_INFINITY,
): Promise<TestResult[]> {
  const query = ResultQuery.parse({ limit: MAX_PAGE, ...(suite !== undefined && { suite }) });
  const found: TestResult[] = [];
  for (let after: string | undefined; found.length < wanted; ) {
    const { items, next } = await results(db, actor, id, { ...query, after });
    found.push(...items);
    if (next === null) break;
    if (found.length >= MOST_CASES)
      throw new LavaError(
        'request-invalid',
        `an answer has at most ${MOST_CASES} cases: ask for one suite, or use REST`,
      );
    after = next;
  }
  // Suite by suite, as LAVA has them: the steps of a job that end between tests come with the others.
  return [...Map.groupBy(found, (each) => each.suite).values()].flat();
}

export function casesAsYaml(job: number, found: readonly TestResult[]): Promise<string> {
  return found.length === 0 ? Promise.resolve(dumpYamlAscii([])) : inPieces(job, found, dumpYamlAscii);
}

export async function casesAsCsv(
  job: number,
  found: readonly TestResult[],
  form: CsvForm = {},
): Promise<string> {
  return csv([COLUMNS], form) + (await inPieces(job, found, (cases) => caseRows(cases, form)));
}

async function inPieces(
  job: number,
  found: readonly TestResult[],
  write: (cases: CaseMap[]) => string,
): Promise<string> {
  const texts: string[] = [];
  for (let at = 0; at < found.length; at += PIECE) {
    texts.push(write(found.slice(at, at + PIECE).map((each) => caseMap(job, each))));
    await setImmediate();
  }
  return texts.join('');
}
