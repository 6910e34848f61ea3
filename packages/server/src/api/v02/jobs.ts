// SPDX-License-Identifier: Apache-2.0

import { SubmitJob, type SubmittedJob } from '@lava/protocol/api/jobs.ts';
import * as z from 'zod';
import { beganFor } from '../../jobs/began.ts';
import { findJobs, type WholeJob, wholeJob } from '../../jobs/find.ts';
import { cancelJob, resubmitJob } from '../../jobs/jobs.ts';
import { changePriority } from '../../jobs/priority.ts';
import { jobRules } from '../../jobs/submit/rules.ts';
import { checkText, firstRefused, submitJob } from '../../jobs/submit/submit.ts';
import { checkTestDefinition } from '../../jobs/submit/test-definition.ts';
import { filled, read } from './body.ts';
import { type Call, idOf, json, Refusal, type Reply, type Resources } from './call.ts';
import { BOOLEAN, ID, type ListTable, NUMBER, REFERENCE, TEXT, TIME, words } from './list.ts';
import { listOf, shown } from './one.ts';
import { JOB_HEALTH, JOB_STATE, time } from './words.ts';

const TABLE: ListTable = {
  fields: {
    id: ['id', ID],
    description: ['description', TEXT],
    submit_time: ['submitTime', TIME],
    start_time: ['startTime', TIME],
    end_time: ['endTime', TIME],
    state: ['state', words(JOB_STATE, true)],
    health: ['health', words(JOB_HEALTH, true)],
    health_check: ['healthCheck', BOOLEAN],
    priority: ['priority', NUMBER],
    requested_device_type: ['deviceType', TEXT],
    requested_device_type__name: ['deviceType', TEXT],
    actual_device: ['device', TEXT],
    actual_device__hostname: ['device', TEXT],
    tags: ['tagId', REFERENCE],
    tags__name: ['tag', TEXT],
    viewing_groups: ['viewingGroupId', REFERENCE],
    viewing_groups__name: ['viewingGroup', TEXT],
    submitter: ['submitterId', REFERENCE],
    submitter__username: ['submitter', TEXT],
    submitter__group__name: ['groupOfSubmitter', TEXT],
    definition: ['definition', TEXT],
    original_definition: ['originalDefinition', TEXT],
    failure_comment: ['error', TEXT],
    failure_tags__name: ['failureTag', TEXT],
    target_group: ['targetGroup', TEXT],
  },
  order: {
    ...{
      id: 'id',
      priority: 'priority',
      submit_time: 'submitTime',
      start_time: 'startTime',
      end_time: 'endTime',
    },
    ...{ state: 'state', health: 'health', requested_device_type: 'deviceType', actual_device: 'device' },
  },
};

function view(job: WholeJob) {
  return {
    id: job.id,
    submitter: job.submitter,
    viewing_groups: job.viewingGroups,
    description: job.description,
    health_check: job.healthCheck,
    requested_device_type: job.deviceType,
    tags: job.tags,
    actual_device: job.device,
    submit_time: time(job.submitTime),
    start_time: time(beganFor(job)),
    end_time: time(job.endTime),
    state: JOB_STATE[job.state],
    health: JOB_HEALTH[job.health],
    priority: job.priority,
    definition: job.definition,
    // Of a MultiNode job, what was submitted is the whole.
    original_definition: job.targetGroup === null ? job.originalDefinition : job.definition,
    multinode_definition: job.targetGroup === null ? '' : job.originalDefinition,
    failure_tags: job.failureTags,
    failure_comment: job.error,
  };
}

const rulesOf = ({ settings }: Call) => jobRules(settings);
const Definition = z.object({ definition: filled });

function submitted({ id, group }: SubmittedJob): Reply {
  const ids = group?.map(({ subId }) => subId) ?? [id];
  return json({ message: 'job(s) successfully submitted', job_ids: ids }, 201);
}

async function submit(call: Call): Promise<Reply> {
  const { definition } = read(Definition, call.body);
  const { data, error } = SubmitJob.safeParse({ definition });
  if (error) throw new Refusal(400, { definition: error.issues.map(({ message }) => message) });
  return submitted(await submitJob(call.db, call.actor, data.definition, rulesOf(call)));
}

async function validate(call: Call): Promise<Reply> {
  const { definition } = (call.body ?? {}) as { definition?: unknown };
  if (typeof definition !== 'string' || definition === '')
    throw new Refusal(400, { definition: 'Test job definition is required.' });
  const first = firstRefused(await checkText(definition, rulesOf(call)));
  return json({ message: first ? `Job invalid: ${first.message}` : 'Job valid.' });
}

async function validateTest(call: Call): Promise<Reply> {
  const { definition } = read(Definition, call.body);
  const [first] = await checkTestDefinition(definition);
  return json({
    message: first ? `Test definition invalid: ${first.message}` : 'Test definition valid.',
  });
}

/** All else of a job is as it was submitted, or follows from what is done with it. */
async function change({ db, actor, params, body }: Call): Promise<Reply> {
  const id = idOf(params.id);
  const Body = z.strictObject({ priority: z.int('A valid integer is required.').min(0).max(100).optional() });
  const { priority } = read(Body, body);
  if (priority !== undefined) await changePriority(db, actor, id, priority);
  return json(view(await wholeJob(db, actor, id)));
}

async function remove({ db, actor, params }: Call): Promise<Reply> {
  const { id } = await wholeJob(db, actor, idOf(params.id));
  throw new Refusal(400, { message: `job ${id} is removed on the server: lava-server manage jobs rm` });
}

async function cancel({ db, actor, params }: Call): Promise<Reply> {
  await cancelJob(db, actor, idOf(params.id));
  return json({ message: 'Job cancel signal sent.' });
}

async function cancelSeveral(call: Call): Promise<Reply> {
  const Ids = z.object({
    job_ids: z.array(z.int().positive(), { error: 'This field is required.' }).max(100),
  });
  const { job_ids } = read(Ids, call.body);
  const refused: number[] = [];
  for (const id of job_ids)
    await cancelJob(call.db, call.actor, id).catch(() => {
      refused.push(id);
    });
  const done = job_ids.filter((id) => !refused.includes(id));
  return json({ message: 'Job cancel signals sent.', job_ids: done, invalid_job_ids: refused });
}

export const JOBS: Resources = {
  'jobs/': {
    GET: listOf(TABLE, ({ db, actor }, request) => findJobs(db, actor, request), view),
    POST: { run: submit, scope: 'submit' },
  },
  'jobs/validate/': { POST: { run: validate, who: 'everybody', scope: 'read' } },
  'jobs/validate_testdef/': { POST: { run: validateTest, who: 'everybody', scope: 'read' } },
  'jobs/batch_cancel/': { POST: { run: cancelSeveral, scope: 'submit' } },
  'jobs/:id/': {
    GET: shown(async ({ db, actor, params }) => view(await wholeJob(db, actor, idOf(params.id)))),
    PUT: { run: change, who: 'admins' },
    PATCH: { run: change, who: 'admins' },
    DELETE: { run: remove, who: 'admins' },
  },
  'jobs/:id/cancel/': {
    GET: { run: cancel, who: 'accounts', scope: 'submit' },
    // Not announced: LAVA refuses it, and some clients send it all the same.
    POST: { run: cancel, scope: 'submit', unlisted: true },
  },
  'jobs/:id/resubmit/': {
    POST: {
      run: async (call) =>
        submitted(await resubmitJob(call.db, call.actor, idOf(call.params.id), rulesOf(call))),
      scope: 'submit',
    },
  },
};
