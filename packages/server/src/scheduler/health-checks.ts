// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { auditAll } from '../db/queries/audit.ts';
import { lockDevice } from '../db/queries/devices.ts';
import { groupIds } from '../db/queries/groups.ts';
import {
  type DueDevice,
  dueDevices,
  healthCheckUser,
  storeHealthChecks,
} from '../db/queries/health-checks.ts';
import { insertJobs, type NewJob } from '../db/queries/job-insert.ts';
import { assign, labWorkers, lockFree, tryLockScheduler } from '../db/queries/queue.ts';
import { getTexts, namesWithText } from '../db/queries/texts.ts';
import { changeDeviceHealth } from '../devices/health.ts';
import { healthAfterInvalidConfiguration, TAKES_HEALTH_CHECKS } from '../domain/device.ts';
import { type HealthCheck, readHealthCheck } from '../health-checks/read.ts';
import { type JobRules, metadataJson } from '../jobs/submit/envelope.ts';

/** Health checks of one round, whose transaction must not take long. */
const MOST = 200;

/**
 * Starts the health checks that are due, before any other job gets the device. A device whose health check cannot be started is
 * bad, and the history says why.
 *
 * @returns their jobs; undefined while another process has its round
 */
export function startHealthChecks(db: Database, rules: JobRules): Promise<number[] | undefined> {
  return db.transaction(async (q) => {
    const named = await namesWithText(q, 'health-check');
    if (named.size === 0) return [];
    if (!(await tryLockScheduler(q))) return undefined;
    const due = (await withinLimits(q, await dueDevices(q, [...named]))).slice(0, MOST);
    if (due.length === 0) return [];
    const checks = await readChecks(q, due, rules);
    const broken = due.filter(({ check }) => checks.get(check) instanceof Error);
    for (const { name, check } of broken) await condemn(q, name, checks.get(check) as Error);
    return start(
      q,
      due.flatMap((device) => {
        const check = checks.get(device.check);
        return check && !(check instanceof Error) ? [{ device, check }] : [];
      }),
    );
  });
}

/** Those that their workers may take now. */
async function withinLimits(q: Queries, due: DueDevice[]): Promise<DueDevice[]> {
  if (due.length === 0) return [];
  const busy = new Map((await labWorkers(q)).map((worker) => [worker.name, { ...worker }]));
  return due.filter(({ worker }) => {
    const of = busy.get(worker);
    if (!of || (of.jobLimit > 0 && of.busy >= of.jobLimit)) return false;
    of.busy++;
    return true;
  });
}

async function readChecks(
  q: Queries,
  due: readonly DueDevice[],
  rules: JobRules,
): Promise<Map<string, HealthCheck | Error>> {
  const checks = new Map<string, HealthCheck | Error>();
  for (const [name, text] of await getTexts(q, 'health-check', [...new Set(due.map(({ check }) => check))])) {
    try {
      checks.set(name, await readHealthCheck(text, rules));
    } catch (error) {
      if (!(error instanceof LavaError)) throw error;
      checks.set(name, error);
    }
  }
  return checks;
}

async function condemn(q: Queries, name: string, error: Error): Promise<void> {
  const device = await lockDevice(q, name);
  if (!device) return;
  const reason = `invalid health check: ${error.message}`;
  const health = healthAfterInvalidConfiguration(device.health);
  await changeDeviceHealth(q, device, health, { actor: '<scheduler>', reason });
}

async function start(q: Queries, wanted: { device: DueDevice; check: HealthCheck }[]): Promise<number[]> {
  const names = wanted.map(({ device: { name } }) => ({ device: name }));
  const free = names.length === 0 ? new Map() : await lockFree(q, names, TAKES_HEALTH_CHECKS);
  const ready = wanted.filter(({ device }) => free.get(device.name) === device.worker);
  if (ready.length === 0) return [];
  const submitter = await healthCheckUser(q);
  const groups = await groupIds(q, [...new Set(ready.flatMap(({ check }) => check.envelope.groups))]);
  const jobs = await insertJobs(
    q,
    ready.map(({ device, check }) => newJob(device, check, submitter, groups)),
  );
  const pairs = ready.map(({ device }, n) => ({ device, job: jobs[n] as number }));
  await auditAll(
    q,
    pairs.map(({ device, job }) => ({
      actor: '<scheduler>',
      kind: 'job',
      object: job,
      action: 'submit',
      reason: `health check of ${device.name}`,
    })),
  );
  await storeHealthChecks(
    q,
    pairs.map(({ device, job }) => ({ device: device.name, job })),
  );
  const assignments = pairs.map(({ device: { name, worker }, job }) => ({ job, device: name, worker }));
  return assign(q, assignments, TAKES_HEALTH_CHECKS);
}

/** A group that is gone has no members. */
function newJob(
  { name, deviceType }: DueDevice,
  { text, envelope }: HealthCheck,
  submitter: number,
  groups: ReadonlyMap<string, number>,
): NewJob {
  return {
    submission: randomUUID(),
    description: envelope.name,
    priority: envelope.priority,
    submitter,
    visibility: envelope.visibility,
    viewing_groups: envelope.groups.map((group) => groups.get(group) ?? 0),
    device_type: deviceType,
    requested_device: name,
    requested_worker: null,
    tags: [],
    json: false,
    definition: text,
    original_definition: text,
    metadata: metadataJson(envelope.metadata),
    queue_timeout: null,
    notifies: envelope.notifies,
    retries: 0,
  };
}
