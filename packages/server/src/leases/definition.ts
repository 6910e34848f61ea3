// SPDX-License-Identifier: Apache-2.0
import { isError, LavaError } from '@lava/protocol/error/error.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { compute, isQuick } from '../compute/compute.ts';
import { checkText } from '../jobs/submit/submit.ts';
import { AROUND, holdAction, type LeaseTarget, type Length, withHold } from './with-hold.ts';

/** The definition of a lease: a job that only holds the board. */
export function holdDefinition({ deviceType, device, tags }: LeaseTarget, length: Length): string {
  return dumpYaml({
    job_name: `Lease of ${device ?? deviceType}`,
    device_type: deviceType,
    device,
    tags: tags.length > 0 ? tags : undefined,
    visibility: 'public',
    timeouts: { job: { seconds: length.longest + AROUND } },
    actions: [holdAction(length)],
  });
}

/**
 * The definition of a lease whose board is booted first: what a job deploys and boots, up to its last boot, and then the hold.
 * Its tests are left out.
 * @throws LavaError `yaml-syntax`, `job-invalid`
 */
export async function bootDefinition(
  text: string,
  { deviceType, device, tags }: LeaseTarget,
  length: Length,
): Promise<string> {
  const problems = (await checkText(text, { deviceKnown: true })).filter(isError);
  if (problems.length > 0)
    throw new LavaError('job-invalid', `the job definition has a problem: ${problems[0]?.message}`, {
      problems,
    });
  const input = { text, target: { deviceType, device, tags }, length };
  return isQuick(text) ? withHold(input) : ((await compute('boot-and-hold', input)) as string);
}
