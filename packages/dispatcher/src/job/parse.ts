// SPDX-License-Identifier: Apache-2.0
import { Device } from '@lava/protocol/device/device.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Job } from '@lava/protocol/job/job.ts';
import { loadYamlExact } from '@lava/yaml/load.ts';
import { toPlain } from '@lava/yaml/plain.ts';
import type { z } from 'zod';
import { restoreJobParameters } from './exact-parameters.ts';
import { issuesOf } from './issues.ts';

/** @throws LavaError `yaml-syntax`, `too-large` or `job-invalid`, with every problem */
export function parseJob(text: string, file = 'job'): Job {
  return parse(Job, text, file, 'job-invalid');
}

/** @throws LavaError `yaml-syntax`, `too-large` or `device-invalid`, with every problem */
export function parseDevice(text: string, file = 'device'): Device {
  return parse(Device, text, file, 'device-invalid');
}

function parse<T>(
  schema: z.ZodType<T>,
  text: string,
  file: string,
  code: 'job-invalid' | 'device-invalid',
): T {
  const value = read(text, file);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = issuesOf(schema, value).map((problem) => ({
    ...problem,
    where: { file, ...problem.where },
  }));
  throw new LavaError(code, `${file} has ${problems.length} problem${problems.length === 1 ? '' : 's'}`, {
    problems,
  });
}

/** The place of an error says in which of the texts of a job it is. */
function read(text: string, file: string): unknown {
  try {
    const exact = loadYamlExact(text);
    const plain = toPlain(exact);
    restoreJobParameters(plain, exact);
    return plain;
  } catch (thrown) {
    if (!(thrown instanceof LavaError) || !thrown.where) throw thrown;
    const { code, message, where, hint } = thrown;
    throw new LavaError(code, message, { where: { file, ...where }, hint, cause: thrown });
  }
}
