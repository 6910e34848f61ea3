// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import type { Job } from '@lava/protocol/job/job.ts';
import { jobNumberText } from '@lava/protocol/wire/run-number.ts';
import { shellQuote } from '../host/shell-quote.ts';

export interface EnvironmentSource {
  jobId: string;
  job: Job;
  device: Device;
  dispatcherIp: string;
  settings: Record<string, unknown>;
  envDut: Record<string, string>;
}

/** The file `environment` of the overlay: `export K=V` lines, in LAVA's order. */
export function environmentFile(source: EnvironmentSource): string {
  return variables(source)
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join('');
}

function variables({ jobId, job, device, dispatcherIp, settings }: EnvironmentSource): [string, string][] {
  const multinode = job.protocols?.['lava-multinode'] as { environment?: unknown } | undefined;
  const cache = settings.http_url_format_string;
  return [
    ...flatten('', device.environment),
    ...flatten('LAVA_DEVICE_INFO', device.device_info),
    ...flatten('LAVA_STATIC_INFO', device.static_info),
    ...flatten('LAVA_STORAGE_INFO', device.storage_info),
    ...flatten('', multinode?.environment ?? job.environment),
    ['LAVA_JOB_ID', shellQuote(jobNumberText(jobId))],
    ['LAVA_DISPATCHER_IP', shellQuote(dispatcherIp)],
    ...(job.tags ? [['LAVA_JOB_TAGS', shellQuote(job.tags.join(','))] as [string, string]] : []),
    ['LAVA_DISPATCHER_PREFIX', shellQuote(String(settings.prefix ?? ''))],
    ['LAVA_DEVICE_HOSTNAME', shellQuote(device.hostname ?? '')],
    ['LAVA_DEVICE_TYPE', shellQuote(device.devicetype ?? '')],
    ...(cache ? [['HTTP_CACHE', shellQuote(String(cache))] as [string, string]] : []),
  ];
}

/** Keys and indexes of a nested value joined by `_`. */
function flatten(prefix: string, value: unknown): [string, string][] {
  if (value === undefined || value === null)
    return prefix === '' || value === undefined ? [] : [[prefix, "''"]];
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, item]) =>
      flatten(prefix === '' ? key : `${prefix}_${key}`, item),
    );
  if (typeof value === 'boolean') return [[prefix, value ? '1' : '0']];
  if (typeof value === 'number') return [[prefix, String(value)]];
  return [[prefix, shellQuote(String(value))]];
}

/** The file `secrets`: `K=V` lines as LAVA has them; undefined when there are none. */
export function secretsFile({ job, envDut }: EnvironmentSource): string | undefined {
  const lines = Object.entries({ ...job.secrets, ...envDut }).map(([key, value]) => `${key}=${value}\n`);
  return lines.length > 0 ? lines.join('') : undefined;
}
