// SPDX-License-Identifier: Apache-2.0

import { JobQuery } from '@lava/protocol/api/jobs.ts';
import { DeviceQuery, type DeviceType, DeviceTypeQuery, TextBody } from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { isError } from '@lava/protocol/error/error.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import * as z from 'zod';
import { aliases } from '../../../device-types/aliases.ts';
import { deviceType, deviceTypes } from '../../../device-types/device-types.ts';
import {
  changeDevice,
  device,
  devices,
  dictionary,
  renderedDevice,
  setDictionary,
} from '../../../devices/devices.ts';
import { deviceVerdicts } from '../../../devices/verdicts.ts';
import { wholeJob } from '../../../jobs/find.ts';
import { job, logState } from '../../../jobs/jobs.ts';
import { withVisibleJobs } from '../../../jobs/visible.ts';
import { eventsPlace } from '../../../processes/registry.ts';
import { contextPairs } from '../../http/context-pairs.ts';
import { eventSocket } from '../../http/master-config.ts';
import { problemText } from '../fault-of.ts';
import {
  asBody,
  type Caller,
  content,
  flag,
  jobId,
  limit,
  type Method,
  method,
  name,
  signedIn,
  text,
} from '../method.ts';
import { Fault } from '../value.ts';
import { capital } from '../words.ts';
import { allJobs, jobDetails } from './job-details.ts';
import { jobsFrom } from './job-pages.ts';
import { cancel, problemsOf, resubmit, submit } from './jobs.ts';
import { yamlOf } from './logs.ts';

/** Methods from before the name spaces, `scheduler.NAME`; scripts still use them. */
export const OLD: Record<string, Method> = {
  submit_job: submit,
  resubmit_job: resubmit,
  cancel_job: cancel,
  job_health: method('health of a job', { job_id: jobId }, async ({ db, actor }, { job_id }) => {
    const { health, subId } = await job(db, actor, job_id);
    return { job_id, job_health: capital(health), ...(subId !== null && { sub_id: subId }) };
  }),
  job_state: method('state of a job', { job_id: jobId }, async ({ db, actor }, { job_id }) => {
    const { state, subId } = await job(db, actor, job_id);
    return { job_id, job_state: capital(state), ...(subId !== null && { sub_id: subId }) };
  }),
  job_details: method('a job with its definition', { job_id: jobId }, async ({ db, actor }, { job_id }) =>
    jobDetails(await wholeJob(db, actor, job_id)),
  ),
  job_output: method(
    'its log as YAML, from a byte on',
    { job_id: jobId, offset: z.int().min(0).default(0) },
    async (caller, { job_id, offset }) => {
      const { records } = await logState(caller.db, caller.actor, job_id);
      if (records === 0) throw new Fault(404, 'Job output not found.');
      return ((await yamlOf(caller, job_id, 0, records)) as Buffer).subarray(offset);
    },
  ),
  all_jobs: method('jobs that are not over, with their device and device type', {}, allJobs),
  all_devices: method('devices that are not retired', {}, async (caller) =>
    (await inUse(caller)).map((each) => [each.name, each.deviceType, statusOf(each), each.currentJob, true]),
  ),
  all_device_types: method(
    'device types, with their devices that are free, busy and offline',
    {},
    async (caller) => {
      const found = (await typesOf(caller)).filter(isUsed);
      return found.map(({ name, devices }) => ({ name, ...devices }));
    },
  ),
  pending_jobs_by_device_type: method(
    'jobs that wait, by device type',
    { all: flag.default(false) },
    async (caller, { all }) => {
      const found = all ? await typesOf(caller) : (await typesOf(caller)).filter(isShown);
      return Object.fromEntries(found.map(({ name, queued }) => [name, queued]));
    },
  ),
  get_device_type_by_alias: method(
    'device types by part of an alias',
    { alias: text },
    async ({ db, actor }, args) => {
      const found = (await aliases(db, actor)).filter((each) => each.name.includes(args.alias));
      return { [args.alias]: [...new Set(found.map(({ deviceType }) => deviceType))] };
    },
  ),
  get_device_status: method('a device and its job', { hostname: name }, async ({ db, actor }, args) => {
    const [found] = await withVisibleJobs(db, actor, [await device(db, actor, args.hostname)]);
    const { name, currentJob } = found as NonNullable<typeof found>;
    return {
      hostname: name,
      status: statusOf(found as NonNullable<typeof found>),
      job: currentJob,
      offline_since: null,
      offline_by: null,
      is_pipeline: true,
    };
  }),
  put_into_maintenance_mode: signedIn(
    'set a device to maintenance',
    { hostname: name, reason: text.max(200), notify: text.optional() },
    async ({ db, actor }, { hostname, reason }) => {
      await changeDevice(db, actor, hostname, { health: 'maintenance', reason });
      return null;
    },
  ),
  put_into_online_mode: signedIn(
    'let a device run jobs again',
    { hostname: name, reason: text.max(200), skip_health_check: flag.default(false) },
    async ({ db, actor }, { hostname, reason }) => {
      await changeDevice(db, actor, hostname, { health: 'unknown', reason });
      return null;
    },
  ),
  import_device_dictionary: signedIn(
    'replace the dictionary of a device',
    { hostname: name, jinja: content },
    async (caller, { hostname, jinja }) => {
      await setDictionary(caller.db, caller.actor, hostname, asBody(TextBody, { text: jinja }).text);
      return `Device dictionary updated for ${hostname}`;
    },
  ),
  validate_yaml: method(
    'a fault with what is wrong with a job',
    { definition: content },
    async (caller, args) => {
      const problems = (await problemsOf(caller, args.definition)).filter(isError);
      if (problems.length > 0) throw new Fault(400, problems.map(problemText).join('\n'));
      return null;
    },
  ),
  get_publisher_event_socket: method(
    'where events are published; a star stands for this server',
    {},
    async ({ db, settings }) => {
      const { port } = await eventsPlace(db, settings);
      if (port === null)
        throw new Fault(404, 'events are only at /ws/ here: the setting events_port of the master is 0');
      return eventSocket(port);
    },
  ),
  get_recent_jobs_for_device_type: method(
    'jobs of a device type that ended, newest first',
    { device_type: name, count: limit.default(1), restrict_to_user: flag.default(false) },
    async (caller, args) => {
      await deviceType(caller.db, caller.actor, args.device_type);
      const found = await recent(caller, { deviceType: [args.device_type] }, args);
      return found.map(({ id, description, health, device }) => ({
        id,
        description,
        status: capital(health),
        device,
      }));
    },
  ),
  get_recent_jobs_for_device: method(
    'jobs of a device that ended, newest first',
    { device_name: name, count: limit.default(1), restrict_to_user: flag.default(false) },
    async (caller, args) => {
      await device(caller.db, caller.actor, args.device_name);
      const found = await recent(caller, { device: args.device_name }, args);
      return found.map(({ id, description, health }) => ({ id, description, status: capital(health) }));
    },
  ),
  get_device_config: method(
    'what the dictionary of a device makes, YAML',
    { hostname: name, context: content.optional() },
    async ({ db, actor }, args) =>
      Buffer.from(await renderedDevice(db, actor, args.hostname, contextPairs(args.context))),
  ),
  validate_pipeline_devices: method(
    'whether jobs can run with the configuration of a device, of those of a type, or of all; YAML',
    { name: name.optional() },
    async ({ db, actor }, args) => {
      const found = await deviceVerdicts(db, actor, args.name);
      if (found.size === 0)
        throw new Fault(
          404,
          `No devices found with hostname or device type name ${args.name}, visible by the user`,
        );
      const verdicts = [...found].map(([device, problem]) => [
        device,
        problem === null ? { Valid: null } : { Invalid: problem },
      ]);
      return Buffer.from(dumpYaml(Object.fromEntries(verdicts)));
    },
  ),
  export_device_dictionary: signedIn(
    'the dictionary of a device',
    { hostname: name },
    async ({ db, actor }, { hostname }) => Buffer.from((await dictionary(db, actor, hostname)).text),
  ),
};

function recent(
  caller: Caller,
  which: Partial<JobQuery>,
  { count, restrict_to_user }: { count: number; restrict_to_user: boolean },
) {
  const submitter = restrict_to_user ? caller.actor?.username : undefined;
  return jobsFrom(caller, { ...JobQuery.parse({}), state: ['finished'], submitter, ...which }, 0, count);
}

function typesOf({ db, actor }: Caller): Promise<DeviceType[]> {
  return readAll(DeviceTypeQuery, (query) => deviceTypes(db, actor, query));
}

/** Whether it has devices that the caller sees. */
function isUsed({ devices }: DeviceType): boolean {
  return devices.idle + devices.busy + devices.offline > 0;
}

function isShown(type: DeviceType): boolean {
  return type.display && isUsed(type);
}

async function inUse({ db, actor }: Caller) {
  const all = await readAll(DeviceQuery, (query) => devices(db, actor, query));
  return withVisibleJobs(
    db,
    actor,
    all.filter(({ health }) => health !== 'retired'),
  );
}

/** One word for both, as these methods have it. */
function statusOf({ state, health }: { state: string; health: string }): string {
  if (health === 'retired') return health;
  if (state !== 'idle') return state;
  return health === 'good' || health === 'unknown' || health === 'looping' ? 'idle' : 'offline';
}
