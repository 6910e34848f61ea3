// SPDX-License-Identifier: Apache-2.0
import { Device } from '@lava/protocol/device/device.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { issuesOf } from '@lava/protocol/error/issues.ts';
import { type Action, Job } from '@lava/protocol/job/job.ts';
import { loadYamlExact } from '@lava/yaml/load.ts';
import { toPlain } from '@lava/yaml/plain.ts';
import type * as z from 'zod';
import { restoreJobParameters } from './exact-parameters.ts';
import { readLoosely } from './loose-values.ts';
import { at } from './read.ts';

/** @throws LavaError `yaml-syntax`, `too-large` or `job-invalid`, with every problem */
export function parseJob(text: string, file = 'job'): Job {
  const value = read(text, file);
  const job = parse(Job, value, file, 'job-invalid');
  return { ...job, actions: job.actions.map((action, i) => inOrderOf(action, value, i)) };
}

/** @throws LavaError `yaml-syntax`, `too-large` or `device-invalid`, with every problem */
export function parseDevice(text: string, file = 'device'): Device {
  return parse(Device, read(text, file), file, 'device-invalid');
}

/** The blocks of an action run in the order in which they are written, which the schema does not keep. */
function inOrderOf(action: Action, job: unknown, index: number): Action {
  const written = at(job, 'actions');
  const keys = Array.isArray(written) ? Object.keys(Object(written[index])) : [];
  return Object.fromEntries(
    keys.filter((key) => Object.hasOwn(action, key)).map((key) => [key, action[key]]),
  );
}

function parse<T>(
  schema: z.ZodType<T>,
  value: unknown,
  file: string,
  code: 'job-invalid' | 'device-invalid',
): T {
  const { value: tidy } = readLoosely(schema, value);
  const parsed = schema.safeParse(tidy);
  if (parsed.success) return parsed.data;
  const problems = issuesOf(schema, tidy).map((problem) => ({
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
