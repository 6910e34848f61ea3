// SPDX-License-Identifier: Apache-2.0
import { isError } from '@lava/protocol/error/error.ts';
import { validateJob } from '../validation/validate-job.ts';

export const MINIMAL = `job_name: a job
device_type: qemu
visibility: public
timeouts:
  job: {minutes: 10}
`;
export const ACTIONS = `actions:
- boot:
    method: minimal
    prompts: ['#']
`;

/** The minimal job with a change: other top lines, or other actions. */
export function job({ top = MINIMAL, more = '', actions = ACTIONS } = {}): string {
  return `${top}${more}${actions}`;
}

export function errors(text: string) {
  return validateJob(text).problems.filter(isError);
}

/** Without the warnings about methods that do not run yet. */
export function judged(text: string) {
  const { job, problems } = validateJob(text);
  return { job, problems: problems.filter(({ message }) => !message.includes('does not run yet')) };
}

export function action(yaml: string): string {
  return job({ actions: `actions:\n${yaml}` });
}
