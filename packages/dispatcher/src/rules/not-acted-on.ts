// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { at } from '../job/read.ts';
import { isEmptyValue } from '../job/refusal.ts';

/** Keys of a job that this server and dispatcher do not act on yet, and what that means. */
export const NOT_ACTED_ON: Readonly<Record<string, string>> = {
  notify: 'nobody is told of this job: mail, IRC and callbacks are not sent yet',
};

export function notActedOn(job: unknown): Problem[] {
  return Object.entries(NOT_ACTED_ON)
    .filter(([key]) => !isEmptyValue(at(job, key) ?? null))
    .map(([key, meaning]) => ({
      severity: 'warning',
      message: `\`${key}\` is not acted on: ${meaning}`,
      where: { path: [key] },
    }));
}
