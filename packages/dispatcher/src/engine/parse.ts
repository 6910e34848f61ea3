// SPDX-License-Identifier: Apache-2.0
import { Device } from '@lava/protocol/device/device.ts';
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { Job } from '@lava/protocol/job/job.ts';
import { load } from 'js-yaml';
import type { z } from 'zod';

/** @throws LavaError `yaml-syntax` or `job-invalid`, with every problem */
export function parseJob(text: string, file = 'job'): Job {
  return parse(Job, text, file, 'job-invalid');
}

/** @throws LavaError `yaml-syntax` or `device-invalid`, with every problem */
export function parseDevice(text: string, file = 'device'): Device {
  return parse(Device, text, file, 'device-invalid');
}

function parse<T>(
  schema: z.ZodType<T>,
  text: string,
  file: string,
  code: 'job-invalid' | 'device-invalid',
): T {
  const parsed = schema.safeParse(load(text));
  if (parsed.success) return parsed.data;
  const problems: Problem[] = parsed.error.issues.map(({ path, message }) => ({
    message: `${path.join('.')}: ${message}`,
    where: { file, path: path as (string | number)[] },
  }));
  throw new LavaError(code, `${file} has ${problems.length} problem${problems.length === 1 ? '' : 's'}`, {
    problems,
  });
}
