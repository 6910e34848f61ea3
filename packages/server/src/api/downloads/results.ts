// SPDX-License-Identifier: Apache-2.0
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { dumpYaml, dumpYamlAscii } from '@lava/yaml/dump.ts';
import { caseOfId } from '../../jobs/find.ts';
import { suites } from '../../jobs/jobs.ts';
import { toResult } from '../../jobs/view.ts';
import { caseMap } from '../../results/case-map.ts';
import { allCases, casesAsCsv, casesAsYaml } from '../../results/cases.ts';
import { type Asked, fileName, jobOf, nothing, type Page, type Pages } from './page.ts';

const YAML = 'text/yaml';
const CSV = 'text/csv';

/** `limit` and `offset` as the address has them; without a limit, all. */
async function casesOfSuite(asked: Asked): Promise<TestResult[]> {
  const { db, actor, params, query } = asked;
  const job = await jobOf(asked);
  const suite = params.suite ?? '';
  const { items } = await suites(db, actor, job);
  if (!items.some(({ name }) => name === suite)) throw nothing();
  const whole = (name: string) =>
    /^\d{1,9}$/.test(query.get(name) ?? '') ? Number(query.get(name)) : undefined;
  const [limit, offset = 0] = [whole('limit'), whole('offset')];
  if (limit === undefined) return allCases(asked, job, suite);
  return (await allCases(asked, job, suite, offset + limit)).slice(offset, offset + limit);
}

const suiteFile = (asked: Asked, type: string, ending: string, text: string): Page => ({
  ...{ type, text, name: `"lava_${fileName(asked.params.suite ?? '')}.${ending}"` },
});

export const RESULTS: Pages = {
  '/results/:job/yaml': async (asked) => {
    const job = await jobOf(asked);
    const cases = await allCases(asked, job);
    return {
      type: YAML,
      name: `"lava_${job}.yaml"`,
      text: cases.length === 0 ? '' : await casesAsYaml(job, cases),
    };
  },
  '/results/:job/csv': async (asked) => {
    const job = await jobOf(asked);
    const text = await casesAsCsv(job, await allCases(asked, job), {
      newline: '\r\n',
      quotes: 'where needed',
    });
    return { type: CSV, name: `"lava_${job}.csv"`, text };
  },
  '/results/:job/yaml_summary': async (asked) => {
    const job = await jobOf(asked);
    const { items } = await suites(asked.db, asked.actor, job);
    const all = items.map(({ id, name }) => ({ id: String(id), job: String(job), name }));
    return { type: YAML, name: `"lava_${job}_summary.yaml"`, text: dumpYaml(all) };
  },
  '/results/:job/:suite/yaml': async (asked) =>
    suiteFile(asked, YAML, 'yaml', await casesAsYaml(await jobOf(asked), await casesOfSuite(asked))),
  '/results/:job/:suite/csv': async (asked) =>
    suiteFile(
      asked,
      CSV,
      'csv',
      await casesAsCsv(await jobOf(asked), await casesOfSuite(asked), { newline: '\r\n' }),
    ),
  '/results/:job/:suite/+testcase-count': async (asked) => ({
    type: 'text/plain',
    text: String((await casesOfSuite(asked)).length),
  }),
  // Its page is that of the job.
  '/results/testcase/:id': async ({ db, actor, params }) => {
    if (!/^[1-9]\d{0,14}$/.test(params.id ?? '')) throw nothing();
    const { job } = await caseOfId(db, actor, Number(params.id));
    return { redirect: `/jobs/${job}` };
  },
  '/results/testcase/:id/yaml': async ({ db, actor, params }) => {
    if (!/^[1-9]\d{0,14}$/.test(params.id ?? '')) throw nothing();
    const { job, row } = await caseOfId(db, actor, Number(params.id));
    const text = dumpYamlAscii(caseMap(job, toResult(row)));
    return { type: YAML, name: `"lava_${fileName(row.name)}.yaml"`, text };
  },
};
