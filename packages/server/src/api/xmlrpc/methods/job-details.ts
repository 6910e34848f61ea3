// SPDX-License-Identifier: Apache-2.0
import { JOB_STATES, type JobHealth, JobQuery, type JobState } from '@lava/protocol/api/jobs.ts';
import { DEVICE_HEALTHS, DEVICE_STATES } from '@lava/protocol/api/lab.ts';
import { beganFor } from '../../../jobs/began.ts';
import type { WholeJob } from '../../../jobs/find.ts';
import { type FoundDevice, type FoundType, findLab } from '../../../lab/find.ts';
import type { Caller } from '../method.ts';
import type { Value } from '../value.ts';
import { capital } from '../words.ts';
import { jobsFrom } from './job-pages.ts';

/** Jobs of one answer. */
const MOST_JOBS = 5_000;
const MOST_THINGS = 100_000;

/** A job by the columns of LAVA's table; those of the tables that it refers to are with `_id`. */
export function jobDetails(job: WholeJob): Record<string, Value> {
  const { id, subId, targetGroup, definition, originalDefinition } = job;
  return {
    absolute_url: `/scheduler/job/${subId ?? id}`,
    actual_device_id: job.device,
    definition,
    description: job.description,
    end_time: job.endTime,
    failure_comment: job.error,
    health: capital(job.health),
    health_check: job.healthCheck,
    id,
    is_pipeline: true,
    is_public: job.visibility === 'public',
    multinode_definition: targetGroup === null ? '' : originalDefinition,
    original_definition: targetGroup === null ? originalDefinition : definition,
    pipeline_compatibility: 0,
    priority: job.priority,
    queue_timeout: job.queueTimeout,
    requested_device_type_id: job.deviceType,
    start_time: beganFor(job),
    state: capital(job.state),
    status: capital(statusOf(job)),
    sub_id: subId ?? '',
    submit_time: job.submitTime,
    submitter_id: job.submitterId,
    submitter_username: job.submitter,
    target_group: targetGroup,
    // That of the job on its worker is nobody else's.
    token: '',
  };
}

/** State and health in the one word that jobs had before there were two. */
function statusOf({ state, health }: { state: JobState; health: JobHealth }): string {
  if (state === 'finished') return health === 'unknown' ? 'incomplete' : health;
  return state === 'running' || state === 'canceling' ? state : 'submitted';
}

export async function allJobs(caller: Caller): Promise<Value> {
  const { db, actor } = caller;
  const state = JOB_STATES.filter((each) => each !== 'finished');
  const found = await jobsFrom(caller, { ...JobQuery.parse({}), state }, 0, MOST_JOBS);
  const everything = { filters: [], order: [], limit: MOST_THINGS, offset: 0 };
  const [devices, types] = await Promise.all([
    findLab.devices(db, actor, everything, true),
    findLab.types(db, actor, everything),
  ]);
  const deviceNamed = new Map(devices.items.map((each) => [each.name, deviceColumns(each)]));
  const typeNamed = new Map(types.items.map((each) => [each.name, typeColumns(each)]));
  return found.map((job) => [
    job.id,
    job.description,
    statusOf(job),
    deviceNamed.get(job.device ?? '') ?? null,
    typeNamed.get(job.deviceType ?? '') ?? null,
    job.subId ?? '',
  ]);
}

function deviceColumns(device: FoundDevice): Record<string, Value> {
  return {
    description: device.description,
    device_type_id: device.deviceType,
    device_version: device.revision,
    health: DEVICE_HEALTHS.indexOf(device.health),
    hostname: device.name,
    is_synced: device.synced,
    last_health_report_job_id: device.healthCheckJob,
    physical_group_id: device.ownerGroup,
    physical_owner_id: device.owner,
    state: DEVICE_STATES.indexOf(device.state),
    worker_host_id: device.worker,
  };
}

function typeColumns(type: FoundType): Record<string, Value> {
  return {
    architecture_id: type.architecture,
    bits_id: type.bits,
    core_count: type.coreCount,
    cpu_model: type.cpuModel,
    description: type.description,
    disable_health_check: type.disableHealthCheck,
    display: type.display,
    health_denominator: type.healthDenominator === 'hours' ? 0 : 1,
    health_frequency: type.healthFrequency,
    name: type.name,
    processor_id: type.processor,
  };
}
