// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { attemptOf, jobNumberText, jobOf, MAX_RETRIES, runNumber } from './run-number.ts';

it('names each attempt at each job by a number of its own, the first by that of the job', () => {
  const numbers = [1, 2, 17, 999_999_999_999].flatMap((job) =>
    Array.from({ length: MAX_RETRIES + 1 }, (_, n) => ({ job, attempt: n + 1 })),
  );
  for (const { job, attempt } of numbers) {
    const number = runNumber(job, attempt);
    expect({ job: jobOf(number), attempt: attemptOf(number) }).toEqual({ job, attempt });
    expect(jobNumberText(String(number))).toBe(String(job));
  }
  expect(new Set(numbers.map(({ job, attempt }) => runNumber(job, attempt))).size).toBe(numbers.length);
  expect(runNumber(17)).toBe(17);
});

it('leaves other names of jobs as they are', () => {
  for (const name of ['17', 'local', '', '1e15', '0000000000017']) expect(jobNumberText(name)).toBe(name);
});
