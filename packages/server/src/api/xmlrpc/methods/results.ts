// SPDX-License-Identifier: Apache-2.0
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import * as z from 'zod';
import { job, suites } from '../../../jobs/jobs.ts';
import { csv } from '../../../results/case-map.ts';
import { allCases, casesAsCsv, casesAsYaml } from '../../../results/cases.ts';
import { type Caller, jobId, type Method, madeFor, signedIn, text } from '../method.ts';
import { Fault } from '../value.ts';

const whole = z.int({ error: 'must be an integer' }).min(0);
const page = { limit: whole.optional(), offset: whole.optional() };

/** They change nothing, but are only for people with an account. */
const reading: typeof signedIn = (...declared) => madeFor('read', signedIn(...declared));

const jobArgs = { job_id: jobId };
const suiteArgs = { ...jobArgs, suite_name: text, ...page };
const caseArgs = { ...jobArgs, suite_name: text, case_name: text };

export const RESULTS: Record<string, Method> = {
  get_testjob_results_yaml: reading('all results of a job, YAML', jobArgs, async (caller, { job_id }) =>
    casesAsYaml(job_id, await allCases(caller, job_id)),
  ),
  get_testjob_results_csv: reading('all results of a job, CSV', jobArgs, async (caller, { job_id }) =>
    casesAsCsv(job_id, await allCases(caller, job_id)),
  ),
  get_testjob_metadata: reading('metadata of a job', jobArgs, async ({ db, actor }, { job_id }) => {
    const { metadata } = await job(db, actor, job_id);
    return Object.entries(metadata).map(([key, value]) => ({ [key]: asText(value) }));
  }),
  get_testjob_suites_list_yaml: reading('suites of a job, YAML', jobArgs, async (caller, { job_id }) =>
    dumpYaml(await suiteMaps(caller, job_id)),
  ),
  get_testjob_suites_list_csv: reading('suites of a job, CSV', jobArgs, async (caller, { job_id }) => {
    const rows = (await suiteMaps(caller, job_id)).map(({ name, job, id }) => [name, job, id]);
    return csv([['name', 'job', 'id'], ...rows]);
  }),
  get_testsuite_results_yaml: reading('results of a suite, YAML', suiteArgs, async (caller, args) =>
    casesAsYaml(args.job_id, await pageOf(caller, args)),
  ),
  get_testsuite_results_csv: reading('results of a suite, CSV', suiteArgs, async (caller, args) =>
    casesAsCsv(args.job_id, await pageOf(caller, args)),
  ),
  get_testsuite_results_count: reading(
    'how many results a suite has',
    { ...jobArgs, suite_name: text },
    async (caller, { job_id, suite_name }) => (await ofSuite(caller, job_id, suite_name)).length,
  ),
  get_testcase_results_yaml: reading('results of one case, YAML', caseArgs, async (caller, args) =>
    casesAsYaml(args.job_id, await ofCase(caller, args)),
  ),
  get_testcase_results_csv: reading('results of one case, CSV', caseArgs, async (caller, args) => {
    const found = await ofCase(caller, args);
    if (found.length === 0) throw new Fault(404, 'Specified test case not found.');
    return casesAsCsv(args.job_id, found);
  }),
};

async function suiteMaps({ db, actor }: Caller, id: number) {
  const { items } = await suites(db, actor, id);
  return items.map((suite) => ({ id: String(suite.id), job: String(id), name: suite.name }));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function pageOf(
  caller: Caller,
  {
    job_id,
    suite_name,
    limit,
    offset = 0,
  }: {
    job_id: number;
    suite_name: string;
    limit?: number | undefined;
    offset?: number | undefined;
  },
): Promise<TestResult[]> {
  // Without a limit, all, wherever they should begin: so it was in LAVA.
  if (limit === undefined) return ofSuite(caller, job_id, suite_name);
  return (await ofSuite(caller, job_id, suite_name, offset + limit)).slice(offset, offset + limit);
}

async function ofCase(
  caller: Caller,
  { job_id, suite_name, case_name }: { job_id: number; suite_name: string; case_name: string },
): Promise<TestResult[]> {
  return (await ofSuite(caller, job_id, suite_name)).filter(({ name }) => name === case_name);
}

async function ofSuite(caller: Caller, id: number, suite: string, wanted?: number): Promise<TestResult[]> {
  const found = await allCases(caller, id, suite, wanted);
  if (found.length > 0) return found;
  const { items } = await suites(caller.db, caller.actor, id);
  if (items.some(({ name }) => name === suite)) return [];
  throw new Fault(404, 'Specified test suite not found.');
}
