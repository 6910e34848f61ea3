// SPDX-License-Identifier: Apache-2.0
import { median } from '../report.ts';

/**
 * How much a figure grew over the second half of a run, while the first half filled caches: the median of the slopes between
 * all pairs of samples (Theil-Sen), times the length. A single odd sample does not move it, a leak at each step does.
 * @param values one after each of equal steps, at least four
 */
export function growth(values: readonly number[]): number {
  const half = values.slice(Math.floor(values.length / 2));
  const slopes = half.flatMap((first, i) =>
    half.slice(i + 1).map((later, distance) => (later - first) / (distance + 1)),
  );
  return median(slopes) * (half.length - 1);
}
