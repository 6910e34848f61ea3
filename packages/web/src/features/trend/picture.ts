// SPDX-License-Identifier: Apache-2.0
import type { TrendPoint } from '@lava/protocol/api/trend.ts';
import type { TrendSummary } from '@lava/protocol/trend/summary.ts';

/** Rows of a picture without measurements, from its bottom. */
export const RESULT_ROWS = ['unknown', 'skip', 'fail', 'pass'] as const;

/** What a picture of a trend has. Times are seconds since the epoch. */
export interface Picture {
  /** In the order of their time; those that cannot be compared with the newest are left out. */
  points: { job: number; time: number; value: number; point: TrendPoint }[];
  /** False: values are places of `RESULT_ROWS`. */
  measured: boolean;
  units: string | null;
  band: { low: number; high: number } | undefined;
  /** The medians between two changes of the level. */
  levels: { from: number; to: number; value: number }[];
  /** When the level changed. */
  changes: number[];
}

/** @param points newest first */
export function pictureOf(
  points: readonly TrendPoint[],
  { measured, changes }: Pick<TrendSummary, 'measured' | 'changes'>,
): Picture {
  const shown = points
    .filter((point) => !measured || (point.measurement !== null && point.units === measured.units))
    .map((point) => ({
      ...{ job: point.job, time: seconds(point.time), point },
      value: measured ? (point.measurement as number) : RESULT_ROWS.indexOf(point.result),
    }))
    .sort((a, b) => a.time - b.time || a.job - b.job);
  const times = changes.map(({ time }) => seconds(time));
  const ends = [shown[0]?.time ?? 0, ...times, shown.at(-1)?.time ?? 0];
  const values = [changes[0]?.before ?? measured?.median, ...changes.map(({ after }) => after)];
  return {
    points: shown,
    measured: measured !== null,
    units: measured?.units ?? null,
    band: measured ? { low: measured.p5, high: measured.p95 } : undefined,
    levels: values.flatMap((value, n) =>
      value === undefined ? [] : [{ from: ends[n] as number, to: ends[n + 1] as number, value }],
    ),
    changes: times,
  };
}

/** Least and greatest value in the picture, with some room. */
export function rangeOf({ points, measured, band }: Picture, goal: number | undefined): [number, number] {
  if (!measured) return [-0.5, RESULT_ROWS.length - 0.5];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const drawn = [...points.map(({ value }) => value), band?.low, band?.high, goal];
  for (const value of drawn) {
    if (value === undefined) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  return [low - room, high + room];
}

function seconds(time: string): number {
  return Date.parse(time) / 1_000;
}
