// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { seconds, Timeout } from '@lava/protocol/job/timeout.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { loadYamlExact } from '@lava/yaml/load.ts';

/** What a lease needs besides the time that it may last: to be started, seconds. */
export const AROUND = 600;

export interface LeaseTarget {
  deviceType: string;
  device?: string | undefined;
  tags: readonly string[];
}

export interface Length {
  seconds: number;
  idle?: number | undefined;
  longest: number;
}

export function holdAction({ seconds: length, idle }: Length): object {
  return { hold: { for: { seconds: length }, idle: idle === undefined ? undefined : { seconds: idle } } };
}

interface BootInput {
  text: string;
  target: LeaseTarget;
  length: Length;
}

/** On plain data, so that a thread can do it. */
export function withHold({ text, target: { deviceType, device, tags }, length }: BootInput): string {
  const job = loadYamlExact(text) as Map<string, unknown>;
  const actions = (job.get('actions') as unknown[]).filter(
    (action): action is Map<string, unknown> =>
      action instanceof Map && !action.has('test') && !action.has('hold'),
  );
  const last = actions.findLastIndex((action) => action.has('boot'));
  if (last < 0) throw new LavaError('job-invalid', 'the job boots nothing: it needs a boot block');
  const named = actions.some((action) =>
    [...action.values()].some((block) => block instanceof Map && block.has('namespace')),
  );
  if (named || job.has('protocols'))
    throw new LavaError('job-invalid', 'a job with namespaces or protocols cannot be booted for a lease');
  const timeouts = job.get('timeouts') as Map<string, unknown>;
  const own = seconds(Timeout.parse(Object.fromEntries(timeouts.get('job') as Map<string, unknown>)));
  timeouts.set('job', { seconds: own + length.longest + AROUND });
  job.set('job_name', `Lease: ${job.get('job_name')}`.slice(0, 200));
  job.set('device_type', deviceType);
  if (device === undefined) job.delete('device');
  else job.set('device', device);
  job.set('tags', [...new Set([...((job.get('tags') as string[] | undefined) ?? []), ...tags])]);
  job.set('actions', [...actions.slice(0, last + 1), holdAction(length)]);
  return dumpYaml(job);
}
