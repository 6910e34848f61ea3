// SPDX-License-Identifier: Apache-2.0
import type { Job, TestResult } from '@lava/protocol/api/jobs.ts';
import { safeCell } from '../output/safe.ts';
import { table } from '../output/table.ts';
import { duration, type Paint, type Style } from '../output/terminal.ts';

export const VERDICT_STYLE: Record<string, Style> = { pass: 'green', fail: 'red', skip: 'yellow' };

/** Results of the tests; those of the dispatcher's own steps (suite `lava`) only when asked for. */
export function resultsTable(results: TestResult[], paint: Paint, withLava = false): string {
  const shown = results.filter(({ suite }) => withLava || suite !== 'lava');
  if (shown.length === 0) return 'no test results';
  return table(
    ['RESULT', 'TEST CASE', 'MEASUREMENT'],
    shown.map(({ suite, set, name, result, measurement, units }) => [
      paint(VERDICT_STYLE[result] ?? 'magenta', result),
      safeCell([suite, set, name].filter(Boolean).join('/')),
      measurement === null ? '' : safeCell(`${measurement} ${units ?? ''}`).trim(),
    ]),
  );
}

/** `job 7 is Complete after 4.61 s`, with the error when there is one. */
export function verdictLine(job: Job, paint: Paint): string {
  const style: Style = job.health === 'complete' ? 'green' : job.health === 'canceled' ? 'yellow' : 'red';
  const health = job.health.charAt(0).toUpperCase() + job.health.slice(1);
  const seconds = job.endTime ? (Date.parse(job.endTime) - Date.parse(job.submitTime)) / 1000 : undefined;
  const after = seconds === undefined ? '' : ` after ${duration(seconds)}`;
  const error = job.error ? safeCell(`: ${job.error.message} (${job.error.code}, ${job.error.kind})`) : '';
  return `job ${job.id} is ${paint(style, health)}${after}${error}`;
}
