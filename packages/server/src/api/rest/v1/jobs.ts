// SPDX-License-Identifier: Apache-2.0
import { AddedResults, AddResults } from '@lava/protocol/api/added-results.ts';
import {
  DefinitionQuery,
  FailJob,
  Job,
  JobCounts,
  JobCountsQuery,
  JobList,
  JobQuery,
  ProblemReport,
  ResultQuery,
  SubmitJob,
  SubmittedJob,
  TestResultList,
  TestSuiteList,
  TranslatedJob,
  UpdateJob,
} from '@lava/protocol/api/jobs.ts';
import {
  cancelJob,
  definition,
  job,
  jobCounts,
  jobs,
  resubmitJob,
  results,
  suites,
} from '../../../jobs/jobs.ts';
import { changePriority } from '../../../jobs/priority.ts';
import { jobRules } from '../../../jobs/submit/rules.ts';
import { submitJob, translateJob, validateJob } from '../../../jobs/submit/submit.ts';
import { checkTestDefinition } from '../../../jobs/submit/test-definition.ts';
import { failJob } from '../../../jobs/upkeep.ts';
import { changeVisibility } from '../../../jobs/visibility.ts';
import { holdOnFailure } from '../../../leases/on-failure.ts';
import { addResults } from '../../../results/add.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { JobParams } from '../../http/params.ts';

const tags = ['jobs'];

/** For tokens that robots have. */
const SUBMITS = { scope: 'submit' } as const;

export function jobRoutes(api: Api, { db, settings }: ApiContext): void {
  const rules = jobRules(settings);
  api.get(
    '/jobs',
    { schema: { tags, querystring: JobQuery, response: { 200: JobList } } },
    async ({ actor, query }) => jobs(db, actor, query),
  );

  api.get(
    '/jobs/counts',
    { schema: { tags, querystring: JobCountsQuery, response: { 200: JobCounts } } },
    async ({ actor, query }) => jobCounts(db, actor, query),
  );

  api.post(
    '/jobs',
    { config: SUBMITS, schema: { tags, body: SubmitJob, response: { 200: SubmittedJob } } },
    async ({ actor, body }) => submitJob(db, actor, body.definition, rules),
  );

  api.post(
    '/jobs/validate',
    { config: SUBMITS, schema: { tags, body: SubmitJob, response: { 200: ProblemReport } } },
    async ({ actor, body }) => ({ problems: await validateJob(db, actor, body.definition, rules) }),
  );

  api.post(
    '/jobs/validate-test-definition',
    { config: SUBMITS, schema: { tags, body: SubmitJob, response: { 200: ProblemReport } } },
    async ({ body }) => ({ problems: await checkTestDefinition(body.definition) }),
  );

  api.post(
    '/jobs/translate',
    { config: SUBMITS, schema: { tags, body: SubmitJob, response: { 200: TranslatedJob } } },
    async ({ actor, body }) => translateJob(db, actor, body.definition),
  );

  api.get(
    '/jobs/:id',
    { schema: { tags, params: JobParams, response: { 200: Job } } },
    async ({ actor, params }) => job(db, actor, params.id),
  );

  api.get(
    '/jobs/:id/definition',
    { schema: { tags, params: JobParams, querystring: DefinitionQuery } },
    async ({ actor, params, query }, reply) => {
      reply.type('text/yaml; charset=utf-8');
      return definition(db, actor, params.id, query.form);
    },
  );

  api.get(
    '/jobs/:id/results',
    { schema: { tags, params: JobParams, querystring: ResultQuery, response: { 200: TestResultList } } },
    async ({ actor, params, query }) => results(db, actor, params.id, query),
  );

  api.post(
    '/jobs/:id/results',
    {
      config: SUBMITS,
      schema: { tags, params: JobParams, body: AddResults, response: { 200: AddedResults } },
    },
    async ({ actor, params, body }) => addResults(db, actor, params.id, body),
  );

  api.get(
    '/jobs/:id/suites',
    { schema: { tags, params: JobParams, response: { 200: TestSuiteList } } },
    async ({ actor, params }) => suites(db, actor, params.id),
  );

  api.post(
    '/jobs/:id/cancel',
    { config: SUBMITS, schema: { tags, params: JobParams, response: { 200: Job } } },
    async ({ actor, params }) => {
      await cancelJob(db, actor, params.id);
      return job(db, actor, params.id);
    },
  );

  api.patch(
    '/jobs/:id',
    { config: SUBMITS, schema: { tags, params: JobParams, body: UpdateJob, response: { 200: Job } } },
    async ({ actor, params, body }) => {
      const { priority, visibility, holdOnFailure: hold } = body;
      if (priority !== undefined) await changePriority(db, actor, params.id, priority);
      if (visibility !== undefined) await changeVisibility(db, actor, params.id, visibility);
      if (hold !== undefined) await holdOnFailure(db, actor, params.id, hold, rules.leases);
      return job(db, actor, params.id);
    },
  );

  api.post(
    '/jobs/:id/fail',
    { schema: { tags, params: JobParams, body: FailJob, response: { 200: Job } } },
    async ({ actor, params, body }) => {
      await failJob(db, actor, params.id, body.reason);
      return job(db, actor, params.id);
    },
  );

  api.post(
    '/jobs/:id/resubmit',
    { config: SUBMITS, schema: { tags, params: JobParams, response: { 200: SubmittedJob } } },
    async ({ actor, params }) => resubmitJob(db, actor, params.id, rules),
  );
}
