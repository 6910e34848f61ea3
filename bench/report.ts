// SPDX-License-Identifier: Apache-2.0

/** One number that a bench found. */
export interface Figure {
  name: string;
  value: number;
  /** `s`, `ms`, `MB`, `records/s`, or `×` for a ratio. */
  unit: string;
  /** The bench fails when it is missed. Limits of time (`s`, `ms`, `…/s`) are those of the reference machine. */
  limit?: Limit;
}

type Limit = { most: number } | { least: number };

export interface BenchReport {
  /** How it was measured, in sentences: what against what, how often, what the figure is (median, worst…). */
  method: string;
  figures: Figure[];
}

/** A comparison or a measurement; `args` is what follows its name on the command line. */
export interface Bench {
  run(args: string[]): Promise<BenchReport>;
}

/**
 * The limits on this machine.
 * @param slower how many times longer than on the reference machine `node -e 0` takes here
 */
export function scaled(figure: Figure, slower: number): Figure {
  const { limit, unit } = figure;
  if (!limit) return figure;
  const factor = unit === 's' || unit === 'ms' ? slower : unit.endsWith('/s') ? 1 / slower : 1;
  const here = 'most' in limit ? { most: limit.most * factor } : { least: limit.least * factor };
  return { ...figure, limit: here };
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
