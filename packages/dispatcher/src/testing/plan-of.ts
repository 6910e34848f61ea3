// SPDX-License-Identifier: Apache-2.0
import { Device } from '@lava/protocol/device/device.ts';
import { Job } from '@lava/protocol/job/job.ts';
import type { Step } from '../engine/step.ts';
import { plan } from '../plan.ts';

/** Parts that stay the same in many plans; tests leave them out. */
const FOLDED = new Set([
  'download-retry',
  'lava-overlay',
  'lava-create-overlay',
  'auto-login-action',
  'reset-device',
]);

export interface PlanParts {
  /** Keys of the device; `deploy` and `boot` are its methods. */
  device?: { deploy?: object; boot?: object; [key: string]: unknown };
  /** Keys of the job in addition to `actions`. */
  job?: object;
}

/** The plan of some actions as one line a block: `name{child; child}`, attempts as `name*3`, finalize left out. */
export async function planOf(
  actions: object[],
  { device = {}, job = {} }: PlanParts = {},
): Promise<string[]> {
  const { deploy, boot, ...more } = device;
  const { steps } = await plan(
    Job.parse({ timeouts: { job: { minutes: 10 } }, ...job, actions }),
    Device.parse({ ...more, actions: { deploy: { methods: deploy }, boot: { methods: boot } } }),
  );
  return steps.filter(({ section }) => section !== 'finalize').map(text);
}

function text(step: Step): string {
  const attempts = step.maxRetries > 1 ? `*${step.maxRetries}` : '';
  const children = FOLDED.has(step.name) ? '' : step.children.map(text).join('; ');
  return `${step.name}${attempts}${children && `{${children}}`}`;
}
