// SPDX-License-Identifier: Apache-2.0

/** One number that a bench found. */
export interface Figure {
  name: string;
  value: number;
  /** `s`, `ms`, `MB`, `records/s`, or `×` for a ratio. */
  unit: string;
  /** What the issue asks for; the bench fails when it is missed. */
  limit?: { most: number } | { least: number };
}

export interface BenchReport {
  /** How it was measured, in sentences: what against what, how often, what the figure is (median, worst…). */
  method: string;
  figures: Figure[];
}

/** A comparison or a measurement; `args` is what follows its name on the command line. */
export interface Bench {
  run(args: string[]): Promise<BenchReport>;
}

export function withinLimit({ value, limit }: Figure): boolean {
  if (!limit) return true;
  return 'most' in limit ? value <= limit.most : value >= limit.least;
}

/** Middle value; the mean of the two middle ones for an even count. @throws RangeError for none */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  if (low === undefined || high === undefined) throw new RangeError('median of nothing');
  return (low + high) / 2;
}
