// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { type JobEnvelope, type JobRules, readEnvelope, refusedEnvelope } from '../jobs/submit/envelope.ts';

/** A health check that can run. */
export interface HealthCheck {
  text: string;
  envelope: JobEnvelope;
  warnings: Problem[];
}

/**
 * A job definition without a device: the scheduler names it. What it says about choosing one is warned about.
 * @throws LavaError `yaml-syntax`, `job-invalid`
 */
export async function readHealthCheck(text: string, rules: JobRules): Promise<HealthCheck> {
  const checked = await readEnvelope(text, { ...rules, deviceKnown: true });
  const { envelope, problems } = checked;
  if (!envelope) throw refusedEnvelope(checked);
  if (envelope.multinode)
    throw new LavaError(
      'job-invalid',
      'a health check must be a job of a single device, found a MultiNode job',
    );
  const { deviceType, device, worker, tags } = envelope;
  const unused = [
    ...(deviceType === undefined ? [] : ['device_type']),
    ...(device === undefined ? [] : ['device']),
    ...(worker === undefined ? [] : ['worker']),
    ...(tags.length === 0 ? [] : ['tags']),
    ...(envelope.retries ? ['retry'] : []),
  ];
  const hint = 'a health check runs on the device that is checked';
  const warnings = unused.map(
    (key): Problem => ({ message: `\`${key}\` has no effect`, hint, severity: 'warning' }),
  );
  return { text, envelope, warnings: [...problems, ...warnings] };
}
