// SPDX-License-Identifier: Apache-2.0
import { parseDecimal } from '@lava/protocol/record/decimal.ts';
import { Verdict } from '@lava/protocol/record/verdict.ts';

/** One result of a test case, from a signal or a pattern. */
export interface CaseResult {
  id: string;
  result: Verdict;
  /** Digits as the test printed them. */
  measurement?: string;
  units?: string;
  /** What of it was not usable and is left out. */
  odd?: string;
}

/** Words that tests print for the four verdicts, where a definition says nothing else. */
const USUAL: Record<string, Verdict> = { PASS: 'pass', FAIL: 'fail', SKIP: 'skip', UNKNOWN: 'unknown' };

/**
 * @param values `test_case_id`, `result`, and perhaps `measurement` and `units`, however they were got
 * @returns the result, or why there is none
 */
export function caseResult(
  values: Record<string, string | undefined>,
  fixup: Record<string, Verdict> | null | undefined,
): CaseResult | string {
  const { test_case_id: id, result: word, measurement, units } = values;
  if (!id) return 'it has no test_case_id';
  const given = word ?? (measurement === undefined ? undefined : 'pass');
  if (given === undefined) return `case ${id} has no result`;
  const verdict = Verdict.safeParse(fixup?.[given] ?? USUAL[given] ?? given);
  if (!verdict.success) return `case ${id}: ${given} is none of pass, fail, skip, unknown`;
  const measured = measurement !== undefined && measurement !== '';
  const number = measured ? parseDecimal(measurement) : undefined;
  const unusable = measured && number === undefined;
  return {
    id,
    result: verdict.data,
    ...(number !== undefined && { measurement: number }),
    ...(units !== undefined && units !== '' && !unusable && { units }),
    ...(unusable && { odd: `its measurement is not a decimal number: ${measurement}` }),
  };
}

/** `TEST_CASE_ID=a RESULT=pass UNITS=s MEASUREMENT=1`, keys in lower case; a word without `=` belongs to the value before. */
export function keyValues(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  let last = '';
  for (const word of text.split(' ')) {
    const at = word.indexOf('=');
    if (at > 0 && /^[A-Z_]+$/.test(word.slice(0, at))) {
      last = word.slice(0, at).toLowerCase();
      values[last] = word.slice(at + 1);
    } else if (last !== '' && word !== '') {
      values[last] += ` ${word}`;
    }
  }
  return values;
}
