// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { isMissed } from '@lava/protocol/record/missed.ts';
import { VERDICT_STYLE } from '../../follow/summary.ts';
import type { Column } from '../../output/columns.ts';
import { argument, flag, JobNumber, optionalArgument, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

/** Of a case that may fail. */
const KNOWN: Partial<Record<TestResult['result'], string>> = { fail: 'known', pass: 'unexpected pass' };

const COLUMNS: readonly Column<TestResult>[] = [
  {
    key: 'result',
    value: ({ result }) => result,
    text: (found) => (isMissed(found) ? 'missed' : ((found.known && KNOWN[found.result]) ?? found.result)),
    style: (found) =>
      isMissed(found) || (found.known && found.result === 'fail')
        ? 'yellow'
        : (VERDICT_STYLE[found.result] ?? 'magenta'),
  },
  { key: 'suite', value: ({ suite }) => suite },
  { key: 'set', value: ({ set }) => set, wide: true },
  { key: 'case', value: ({ name }) => name },
  { key: 'measurement', value: ({ measurement }) => measurement },
  { key: 'units', value: ({ units }) => units },
  { key: 'record', value: ({ record }) => record, wide: true },
  { key: 'known', value: ({ known }) => known?.reason ?? null, wide: true },
  { key: 'reference', value: ({ reference }) => reference, wide: true },
];

export const show = defineVerb({
  summary: 'results of the tests of a job; of one suite, or of one test case, with its name',
  list: true,
  arguments: {
    id: argument('number of the job', JobNumber, 'jobs'),
    suite: optionalArgument('name of a suite, with or without the number in front', Text),
    case: optionalArgument('name of a test case', Text),
  },
  options: { all: flag("the dispatcher's own steps (suite lava) too") },
  async run(context, { id, suite, case: name }, { all }) {
    const found = (await resultsOf(context.client(), id)).filter(
      (result) =>
        (suite === undefined ? all || result.suite !== 'lava' : isSuite(result, suite)) &&
        (name === undefined || result.name === name),
    );
    if (found.length === 0 && suite !== undefined)
      throw new LavaError('not-found', `job ${id} has no result ${[suite, name].filter(Boolean).join('/')}`);
    context.output.list({ items: found, next: null, columns: COLUMNS });
    if (found.length === 0) context.note('no test results');
  },
});

export async function resultsOf(client: Client, id: number): Promise<TestResult[]> {
  return (await readPages((page) => client.jobs.results(id, page))).items;
}

/** LAVA numbers the definitions of a job: `0_smoke`. */
function isSuite({ suite }: TestResult, asked: string): boolean {
  return suite === asked || suite.replace(/^\d+_/, '') === asked;
}
