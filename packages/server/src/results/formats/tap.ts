// SPDX-License-Identifier: Apache-2.0
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { type Outcome, oneLine, outcomeOf, pathOf, reasonOf, type Source, unfinished } from '../source.ts';

/**
 * TAP 13. What did not decide, never came, or is known to fail, is `not ok … # TODO`, which a harness does not count as a failure. A job that did not come to
 * its end bails out.
 */
export async function* tap({ job, pages }: Source): AsyncGenerator<string> {
  yield 'TAP version 13\n';
  let count = 0;
  for await (const page of pages()) yield page.map((found) => line(++count, found)).join('');
  yield count === 0 ? '1..0 # SKIP no test cases\n' : `1..${count}\n`;
  const end = unfinished(job);
  if (end) yield `Bail out! ${oneLine(end.message)}\n`;
}

const DIRECTIVES: Record<Outcome, (found: TestResult) => string> = {
  pass: () => '',
  fail: () => '',
  skip: () => ' # SKIP',
  unknown: () => ' # TODO not decided',
  known: (found) => ` # TODO known: ${oneLine(reasonOf(found))}`,
  missed: () => ' # TODO missed: expected, and not reported',
};

function line(number: number, found: TestResult): string {
  const { result, measurement, units } = found;
  const ok = result === 'pass' || result === 'skip' ? 'ok' : 'not ok';
  const directive = DIRECTIVES[outcomeOf(found)](found);
  const name = oneLine(pathOf(found)).replace(/[\\#]/g, '\\$&');
  const head = `${ok} ${number} - ${name}${directive}\n`;
  if (measurement === null) return head;
  const quoted = units === null ? '' : `  units: ${JSON.stringify(oneLine(units))}\n`;
  return `${head}  ---\n  measurement: ${measurement}\n${quoted}  ...\n`;
}
