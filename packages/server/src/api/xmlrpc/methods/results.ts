// SPDX-License-Identifier: Apache-2.0
import { ResultQuery, type TestResult } from '@lava/protocol/api/jobs.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import * as z from 'zod';
import { results, suites } from '../../../jobs/jobs.ts';
import { type Caller, jobId, type Method, madeFor, signedIn, text } from '../method.ts';
import { Fault, type Value } from '../value.ts';

const whole = z.int({ error: 'must be an integer' }).min(0);
const page = { limit: whole.optional(), offset: whole.optional() };

/** They change nothing, but are only for people with an account. */
const reading: typeof signedIn = (...declared) => madeFor('read', signedIn(...declared));

export const RESULTS: Record<string, Method> = {
  get_testjob_results_yaml: reading('all results of a job, YAML', { job_id: jobId }, async (caller, args) =>
    asYaml(args.job_id, await all(caller, args.job_id)),
  ),
  get_testjob_suites_list_yaml: reading(
    'suites of a job, YAML',
    { job_id: jobId },
    async ({ db, actor }, { job_id }) => {
      const { items } = await suites(db, actor, job_id);
      return dumpYaml(items.map(({ name }) => ({ name, job: String(job_id) })));
    },
  ),
  get_testsuite_results_yaml: reading(
    'results of a suite, YAML',
    { job_id: jobId, suite_name: text, ...page },
    async (caller, { job_id, suite_name, limit, offset = 0 }) => {
      const found = await ofSuite(caller, job_id, suite_name);
      return asYaml(job_id, found.slice(offset, limit === undefined ? undefined : offset + limit));
    },
  ),
  get_testsuite_results_count: reading(
    'how many results a suite has',
    { job_id: jobId, suite_name: text },
    async (caller, { job_id, suite_name }) => (await ofSuite(caller, job_id, suite_name)).length,
  ),
  get_testcase_results_yaml: reading(
    'results of one case, YAML',
    { job_id: jobId, suite_name: text, case_name: text },
    async (caller, { job_id, suite_name, case_name }) => {
      const found = (await ofSuite(caller, job_id, suite_name)).filter(({ name }) => name === case_name);
      return asYaml(job_id, found);
    },
  ),
};

function all({ db, actor }: Caller, id: number, suite?: string): Promise<TestResult[]> {
  return readAll(ResultQuery, (query) =>
    results(db, actor, id, suite === undefined ? query : { ...query, suite: [suite] }),
  );
}

async function ofSuite(caller: Caller, id: number, suite: string): Promise<TestResult[]> {
  const found = await all(caller, id, suite);
  if (found.length === 0) throw new Fault(404, 'Specified test suite not found.');
  return found;
}

function asYaml(job: number, found: readonly TestResult[]): Value {
  return dumpYaml(found.map((each) => caseMap(job, each)));
}

/** The texts that clients read of a case; the line numbers are those of the log. */
function caseMap(job: number, found: TestResult): Record<string, unknown> {
  const { name, suite, result, measurement, units, metadata, startRecord, endRecord, set } = found;
  return {
    name,
    job: String(job),
    suite,
    ...(set !== null && { set }),
    result,
    measurement: measurement ?? 'None',
    unit: units ?? '',
    level: typeof metadata.level === 'string' ? metadata.level : '',
    url: `/jobs/${job}#L${found.record + 1}`,
    log_start_line: startRecord === null ? '' : String(startRecord + 1),
    log_end_line: endRecord === null ? '' : String(endRecord + 1),
    metadata,
  };
}
