// SPDX-License-Identifier: Apache-2.0

import {
  JOB_HEALTHS,
  JOB_STATES,
  type Job,
  JobQuery,
  SubmitJob,
  type SubmittedJob,
} from '@lava/protocol/api/jobs.ts';
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { isJsonJob } from '@lava/protocol/job/json-job.ts';
import * as z from 'zod';
import { beganFor } from '../../../jobs/began.ts';
import { cancelJob, definition, job, resubmitJob } from '../../../jobs/jobs.ts';
import { jobRules } from '../../../jobs/submit/rules.ts';
import { checkText, firstRefused, submitJob, validateJob } from '../../../jobs/submit/submit.ts';
import type { NamedJob } from '../../../jobs/view.ts';
import { problemText } from '../fault-of.ts';
import {
  asBody,
  type Caller,
  content,
  flag,
  jobId,
  limit,
  type Method,
  madeFor,
  method,
  name,
  signedIn,
  start,
  text,
} from '../method.ts';
import { Fault, type Value } from '../value.ts';
import { capital, timeOf, wordOf } from '../words.ts';
import { jobsFrom } from './job-pages.ts';

const rulesOf = ({ settings }: Caller) => jobRules(settings);
/** Job, device, dispatcher, environment, environment of the device. */
const CONFIGURATION_FILES = 5;
const minutes = z.int({ error: 'must be minutes, an integer' }).min(0).optional();

export function problemsOf(caller: Caller, definition: string): Promise<Problem[]> {
  const body = asBody(SubmitJob, { definition });
  // What a JSON job means depends on the lab.
  if (isJsonJob(body.definition))
    return validateJob(caller.db, caller.actor, body.definition, rulesOf(caller));
  return checkText(body.definition, rulesOf(caller));
}

/** What a token for submitting is for. */
const ofJobs: typeof signedIn = (...declared) => madeFor('submit', signedIn(...declared));

/** As LAVA answers: the number of a job, or how the jobs of a group are called. */
const numbersOf = ({ id, group }: SubmittedJob): number | string[] => group?.map(({ subId }) => subId) ?? id;

export const submit = ofJobs('submit a job; its number', { definition: content }, async (caller, args) => {
  const body = asBody(SubmitJob, args);
  return numbersOf(await submitJob(caller.db, caller.actor, body.definition, rulesOf(caller)));
});

export const resubmit = ofJobs(
  'submit a job again; the number of the new one',
  { job_id: jobId },
  async (caller, args) => numbersOf(await resubmitJob(caller.db, caller.actor, args.job_id, rulesOf(caller))),
);

export const cancel = ofJobs('cancel a job', { job_id: jobId }, async ({ db, actor }, args) => {
  const { state } = await job(db, actor, args.job_id);
  // One that is over stays as it is, without a fault.
  if (state !== 'finished')
    await cancelJob(db, actor, args.job_id).catch((thrown: unknown) => {
      throw thrown instanceof LavaError && thrown.code === 'forbidden'
        ? new Fault(403, 'Permission denied.')
        : thrown;
    });
  return true;
});

export const JOBS: Record<string, Method> = {
  submit,
  resubmit,
  cancel,
  definition: method('its definition, as it was submitted', { job_id: jobId }, ({ db, actor }, args) =>
    definition(db, actor, args.job_id, 'submitted'),
  ),
  validate: method(
    'an empty struct, or path and msg of the first problem of the definition by itself',
    { definition: content, strict: flag.default(false) },
    async (caller, args): Promise<Value> => {
      const first = firstRefused(await problemsOf(caller, args.definition));
      if (!first) return {};
      const path = (first.where?.path ?? []).map((key) => (typeof key === 'number' ? key : `'${key}'`));
      return { path: `[${path.join(', ')}]`, msg: problemText(first) };
    },
  ),
  configuration: method(
    'files of a job on its worker; this server keeps none of them, so each is nil',
    { job_id: jobId },
    async ({ db, actor }, { job_id }) => {
      const { startTime } = await job(db, actor, job_id);
      if (startTime === null) throw new Fault(404, `Job '${job_id}' has not started yet`);
      return Array(CONFIGURATION_FILES).fill(null);
    },
  ),
  show: method('a job', { job_id: jobId }, async ({ db, actor }, args) =>
    jobStruct(await job(db, actor, args.job_id)),
  ),
  list: method(
    'jobs, newest first',
    {
      state: text.optional(),
      health: text.optional(),
      start,
      limit,
      since: minutes,
      verbose: flag.default(false),
      duration_at_least: minutes,
    },
    async (caller, args) => {
      const state = args.state === undefined ? undefined : [wordOf('state', JOB_STATES, args.state)];
      const health = args.health === undefined ? undefined : [wordOf('health', JOB_HEALTHS, args.health)];
      const query = { ...JobQuery.parse({}), state, health };
      const wanted = (each: NamedJob) =>
        startedWithin(each, args.since) && ranAtLeast(each, args.duration_at_least);
      const found = await jobsFrom(caller, query, args.start, args.limit, wanted);
      return found.map((each) => ({ ...listed(each), ...(args.verbose && more(each)) }));
    },
  ),
  queue: method(
    'jobs that wait, newest first',
    {
      device_types: z.union([z.array(name), z.unknown().transform(() => undefined)]).optional(),
      start,
      limit,
    },
    async (caller, args) => {
      const query = { ...JobQuery.parse({}), state: ['submitted' as const], deviceType: args.device_types };
      const found = await jobsFrom(caller, query, args.start, args.limit);
      return found.map(({ id, subId, description, submitter, deviceType }) => ({
        ...{ id: subId ?? id, description, submitter },
        requested_device_type: deviceType,
      }));
    },
  ),
};

function startedWithin({ startTime }: NamedJob, within: number | undefined): boolean {
  return !within || (startTime !== null && Date.parse(startTime) >= Date.now() - within * 60_000);
}

function ranAtLeast({ startTime, endTime }: NamedJob, least: number | undefined): boolean {
  if (!least) return true;
  const end = endTime === null ? Date.now() : Date.parse(endTime);
  return startTime !== null && end - Date.parse(startTime) >= least * 60_000;
}

function listed(job: NamedJob): Record<string, Value> {
  const { id, subId, description, deviceType, health, state, submitter } = job;
  return {
    ...{ id: subId ?? id, description },
    device_type: deviceType,
    health: capital(health),
    state: capital(state),
    submitter,
  };
}

function more(job: NamedJob): Record<string, Value> {
  const { device, endTime, error } = job;
  return {
    actual_device: device,
    start_time: longTime(beganFor({ ...job, canceled: error?.kind === 'canceled' })),
    end_time: longTime(endTime),
    error_msg: error?.message ?? null,
    error_type: error === null ? null : capital(error.kind),
  };
}

/** `2026-01-31 12:00:00+00:00`, with the fraction if there is one: as Python writes it. */
function longTime(iso: string | null): string | null {
  if (iso === null) return null;
  const [, date, time, parts = ''] = /^(\S+)T([\d:]+)(?:\.(\d+))?Z$/.exec(new Date(iso).toISOString()) ?? [];
  return `${date} ${time}${Number(parts) === 0 ? '' : `.${parts.padEnd(6, '0')}`}+00:00`;
}

function jobStruct(found: Job): Record<string, Value> {
  const { id, subId, description, device, deviceType, health, state, submitter, tags, visibility, error } =
    found;
  return {
    ...{ id: subId ?? id, description, device, submitter, tags },
    device_type: deviceType,
    health_check: found.healthCheck,
    pipeline: true,
    health: capital(health),
    state: capital(state),
    submit_time: timeOf(found.submitTime),
    start_time: timeOf(beganFor({ ...found, canceled: error?.kind === 'canceled' })),
    end_time: timeOf(found.endTime),
    visibility:
      visibility === 'public' || visibility === 'personal' ? capital(visibility) : `Group (${visibility})`,
    failure_comment: error === null || error.kind === 'canceled' ? null : error.message,
    error_msg: error?.message ?? null,
    error_type: error === null ? null : capital(error.kind),
  };
}
