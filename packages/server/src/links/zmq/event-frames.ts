// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { JobRow } from '../../db/queries/jobs.ts';
import { beganFor } from '../../jobs/began.ts';

/** The five frames of LAVA's events: topic, number, time, user, JSON. */

export const TOPIC = 'org.lavasoftware';
/** Who does what is not one submitter's. */
const SERVER = 'lavaserver';

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function frames(kind: 'device' | 'testjob' | 'worker', user: string, data: object): string[] {
  const now = new Date().toISOString();
  return [`${TOPIC}.${kind}`, randomUUID(), `${now.slice(0, -1)}000`, user, JSON.stringify(data)];
}

/** `2026-01-31T12:00:00.123000+00:00` */
const time = (date: Date) => `${date.toISOString().slice(0, -1)}000+00:00`;

/**
 * @param state as it was announced; the row may be further
 * @param subId of a job of a group
 */
export function jobEvent(row: JobRow, state: string, subId: string | null): string[] {
  const over = state === 'finished';
  const started = over || state === 'running' || state === 'canceling';
  const canceled = over && row.error_kind === 'canceled';
  const began = beganFor({ startTime: row.start_time, endTime: row.end_time, device: row.device, canceled });
  return frames('testjob', row.submitter, {
    health: capital(over ? row.health : 'unknown'),
    state: capital(state),
    job: row.id,
    description: row.description,
    priority: row.priority,
    submit_time: time(row.submit_time),
    submitter: row.submitter,
    health_check: row.health_check,
    ...(row.device !== null && state !== 'submitted' && { device: row.device, worker: row.worker }),
    ...(row.device_type !== null && { device_type: row.device_type }),
    ...(started && began && { start_time: time(began) }),
    ...(over && row.end_time && { end_time: time(row.end_time) }),
    ...(subId !== null && { sub_id: subId }),
  });
}

export interface DeviceNow {
  name: string;
  device_type: string;
  worker: string | null;
  state: string;
  health: string;
  current_job: number | null;
}

export function deviceEvent(device: DeviceNow, job: number | null): string[] {
  return frames('device', SERVER, {
    health: capital(device.health),
    state: capital(device.state),
    device: device.name,
    device_type: device.device_type,
    worker: device.worker,
    ...(device.state === 'running' && job !== null && { job }),
  });
}

export function workerEvent({
  name,
  health,
  state,
}: {
  name: string;
  health: string;
  state: string;
}): string[] {
  return frames('worker', SERVER, { hostname: name, health: capital(health), state: capital(state) });
}
