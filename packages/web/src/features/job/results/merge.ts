// SPDX-License-Identifier: Apache-2.0
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { isAdded } from '@lava/protocol/record/added.ts';
import type { ResultView } from '@lava/protocol/record/view.ts';

/** Of a result what the page shows; those that come from the log have no more. */
export type ShownResult = Omit<TestResult, 'id' | 'logged'>;

/** @param stored from the server @param seen from the records that are here; a record that both have counts once */
export function mergeResults(stored: ShownResult[], seen: ResultView[]): ShownResult[] {
  const known = new Set(stored.map((result) => result.record));
  const fresh = seen.filter((result) => !known.has(result.record)).map(asTestResult);
  return fresh.length === 0 ? stored : [...stored, ...fresh].sort((a, b) => a.record - b.record);
}

function asTestResult(seen: ResultView): ShownResult {
  const { definition, set, case: name, result, measurement, units, reference, record, ...rest } = seen;
  const { starttc, endtc, ...metadata } = rest;
  return {
    suite: definition,
    set: set ?? null,
    name,
    result,
    measurement: measurement ?? null,
    units: units ?? null,
    reference: reference ?? null,
    record,
    startRecord: starttc ?? null,
    endRecord: endtc ?? null,
    metadata,
  };
}

/** Lines of a result, from 1: its output when it is known, else the line that tells it. One that was added has none. */
export function linesOf(result: ShownResult): { first: number; last: number } | undefined {
  if (isAdded(result)) return undefined;
  const first = (result.startRecord ?? result.record) + 1;
  return { first, last: Math.max(first, (result.endRecord ?? result.record) + 1) };
}
