// SPDX-License-Identifier: Apache-2.0
import type { TrendPoint } from '../api/trend.ts';
import { changePoints } from './change-points.ts';

export interface Rates {
  jobs: number;
  /** Of those that passed or failed, how many passed; 0 to 1, null without one. */
  passRate: number | null;
  /** How often a job passed after one that failed, or the other way round, of all pairs in a row; 0 to 1. */
  flakeRate: number | null;
}

export interface TrendSummary extends Rates {
  devices: (Rates & { device: string })[];
  /** Null when nothing was measured. */
  measured: { median: number; p5: number; p95: number; units: string | null } | null;
  /** The first job of each new level, with the medians of the levels before and behind it; the last is the newest. */
  changes: { job: number; time: string; before: number; after: number }[];
}

/**
 * What points of one test case come to.
 * @param points newest first @param k each measurement is the median of so many in a row
 */
export function summaryOf(points: readonly TrendPoint[], k = 1): TrendSummary {
  const inOrder = [...points].reverse();
  const units = points.find(({ measurement }) => measurement !== null)?.units ?? null;
  const measured = inOrder.filter((one) => one.measurement !== null && one.units === units);
  const values = mediansOf(
    measured.map(({ measurement }) => measurement as number),
    k,
  );
  const sorted = [...values].sort((a, b) => a - b);
  return {
    ...ratesOf(inOrder),
    devices: [...Map.groupBy(inOrder, ({ device }) => device)]
      .map(([device, those]) => ({ device, ...ratesOf(those) }))
      .sort((a, b) => (b.flakeRate ?? 0) - (a.flakeRate ?? 0) || b.jobs - a.jobs),
    measured:
      sorted.length === 0
        ? null
        : { median: quantile(sorted, 0.5), p5: quantile(sorted, 0.05), p95: quantile(sorted, 0.95), units },
    changes: levelsOf(values, measured, k),
  };
}

function levelsOf(
  values: readonly number[],
  points: readonly TrendPoint[],
  k: number,
): TrendSummary['changes'] {
  const at = changePoints(values);
  return at.map((index, n) => {
    const { job, time } = points[index * k] as TrendPoint;
    const before = median(values.slice(at[n - 1] ?? 0, index));
    return { job, time, before, after: median(values.slice(index, at[n + 1] ?? values.length)) };
  });
}

function ratesOf(inOrder: readonly TrendPoint[]): Rates {
  const decided = inOrder.filter(({ result }) => result === 'pass' || result === 'fail');
  const passed = decided.filter(({ result }) => result === 'pass').length;
  const turned = decided.filter(({ result }, n) => n > 0 && result !== decided[n - 1]?.result).length;
  return {
    jobs: inOrder.length,
    passRate: decided.length === 0 ? null : passed / decided.length,
    flakeRate: decided.length < 2 ? null : turned / (decided.length - 1),
  };
}

/** Of each `k` values in a row; of the last ones, which may be fewer. */
function mediansOf(values: readonly number[], k: number): number[] {
  if (k <= 1) return [...values];
  return Array.from({ length: Math.ceil(values.length / k) }, (_, n) =>
    median(values.slice(n * k, n * k + k)),
  );
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** Between two values, in proportion. @param sorted at least one */
function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return low + (high - low) * (at - Math.floor(at));
}
