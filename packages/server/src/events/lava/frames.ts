// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { ChangeEvent } from '@lava/protocol/api/stream.ts';
import type { JobRow } from '../../db/queries/jobs.ts';
import { beganFor } from '../../jobs/began.ts';

/** The five frames of LAVA's events: topic, number, time, user, JSON. */
export type Frames = readonly string[];

/** One of LAVA's events, and what decides who gets it. */
export interface LavaEvent {
  /** Those who may see this get it. */
  about: ChangeEvent;
  frames: Frames;
  /** Of a change of a job, the worker that it is for. */
  worker?: string | null;
  /** The frames name this job; who may not see it gets those without. */
  names?: { job: number; without: Frames };
}

export const TOPIC = 'org.lavasoftware';
/** Who does what is not one submitter's. */
const SERVER = 'lavaserver';

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function framesOf(kind: 'device' | 'testjob' | 'worker' | 'event', user: string, data: object): string[] {
  const now = new Date().toISOString();
  return [`${TOPIC}.${kind}`, randomUUID(), `${now.slice(0, -1)}000`, user, JSON.stringify(data)];
}

/** `2026-01-31T12:00:00.123000+00:00` */
const time = (date: Date) => `${date.toISOString().slice(0, -1)}000+00:00`;

/**
 * @param state as it was announced; the row may be further
 * @param subId of a job of a group
 */
export function jobEvent(row: JobRow, state: string, subId: string | null): LavaEvent {
  const over = state === 'finished';
  const started = over || state === 'running' || state === 'canceling';
  const canceled = over && row.error_kind === 'canceled';
  const began = beganFor({ startTime: row.start_time, endTime: row.end_time, device: row.device, canceled });
  const placed = row.device !== null && state !== 'submitted';
  const frames = framesOf('testjob', row.submitter, {
    health: capital(over ? row.health : 'unknown'),
    state: capital(state),
    job: row.id,
    description: row.description,
    priority: row.priority,
    submit_time: time(row.submit_time),
    submitter: row.submitter,
    health_check: row.health_check,
    ...(placed && { device: row.device, worker: row.worker }),
    ...(row.device_type !== null && { device_type: row.device_type }),
    ...(started && began && { start_time: time(began) }),
    ...(over && row.end_time && { end_time: time(row.end_time) }),
    ...(subId !== null && { sub_id: subId }),
  });
  return { about: { resource: 'job', name: String(row.id) }, frames, worker: placed ? row.worker : null };
}

/** What a test of the job says. */
export function testEvent(job: number, message: string): LavaEvent {
  const about = { resource: 'job' as const, name: String(job) };
  return { about, frames: framesOf('event', SERVER, { message, job }) };
}

export interface DeviceNow {
  name: string;
  device_type: string;
  worker: string | null;
  state: string;
  health: string;
  current_job: number | null;
}

export function deviceEvent(device: DeviceNow): LavaEvent {
  const data = {
    health: capital(device.health),
    state: capital(device.state),
    device: device.name,
    device_type: device.device_type,
    worker: device.worker,
  };
  const about = { resource: 'device' as const, name: device.name };
  const without = framesOf('device', SERVER, data);
  const job = device.current_job;
  if (device.state !== 'running' || job === null) return { about, frames: without };
  const frames = [...without.slice(0, 4), JSON.stringify({ ...data, job })];
  return { about, frames, names: { job, without } };
}

export function workerEvent({
  name,
  health,
  state,
}: {
  name: string;
  health: string;
  state: string;
}): LavaEvent {
  const data = { hostname: name, health: capital(health), state: capital(state) };
  return { about: { resource: 'worker', name }, frames: framesOf('worker', SERVER, data) };
}
