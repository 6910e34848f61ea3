// SPDX-License-Identifier: Apache-2.0
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import type { Verdict } from '@lava/protocol/record/record.ts';

/** Results of a verdict whose suite, set, name or reference holds every word, in any case. */
export function filterResults(results: TestResult[], verdict: Verdict | 'all', text: string): TestResult[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (verdict === 'all' && words.length === 0) return results;
  return results.filter((result) => {
    if (verdict !== 'all' && result.result !== verdict) return false;
    const all = `${result.suite} ${result.set ?? ''} ${result.name} ${result.reference ?? ''}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
