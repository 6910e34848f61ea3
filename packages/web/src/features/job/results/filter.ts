// SPDX-License-Identifier: Apache-2.0
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import type { ShownResult } from './merge.ts';

/** Results of a verdict whose suite, set, name or reference holds every word, in any case. */
export function filterResults(results: ShownResult[], verdict: Verdict | 'all', text: string): ShownResult[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (verdict === 'all' && words.length === 0) return results;
  return results.filter((result) => {
    if (verdict !== 'all' && result.result !== verdict) return false;
    const all = `${result.suite} ${result.set ?? ''} ${result.name} ${result.reference ?? ''}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/**
 * The order in which people look: own tests before the steps of LAVA, suites with failures first, and in each its failures
 * first; else as in the log.
 */
export function worstFirst(results: ShownResult[]): ShownResult[] {
  const suites = new Map<string, { failed: boolean; place: number }>();
  for (const { suite, result } of results) {
    const known = suites.get(suite) ?? { failed: false, place: suites.size };
    suites.set(suite, { ...known, failed: known.failed || isBad(result) });
  }
  const rank = ({ suite, result, record }: ShownResult): number[] => {
    const { failed = false, place = 0 } = suites.get(suite) ?? {};
    return [Number(suite === 'lava'), Number(!failed), place, Number(!isBad(result)), record];
  };
  return results
    .map((result) => ({ result, rank: rank(result) }))
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ result }) => result);
}

export function isBad(verdict: Verdict): boolean {
  return verdict === 'fail' || verdict === 'unknown';
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
