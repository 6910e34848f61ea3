// SPDX-License-Identifier: Apache-2.0
import { formatClock } from '../ui/time/format.ts';

/** What is next to a line: the worker's clock in UTC or in the reader's zone, seconds since the first line, or nothing. */
export const TIME_MODES = ['clock', 'local', 'elapsed', 'off'] as const;
export type TimeMode = (typeof TIME_MODES)[number];

/** @param dt as records have it, `2026-11-22T09:34:00.123456+00:00`; @param base `dt` of the first record */
export function timeText(mode: TimeMode, dt: string, base: string | undefined): string {
  if (mode === 'off') return '';
  if (mode === 'clock') return dt.slice(11, 23);
  if (mode === 'local') return localClock(dt);
  const seconds = (Date.parse(dt) - Date.parse(base ?? dt)) / 1000;
  return Number.isFinite(seconds) ? `+${seconds.toFixed(3)}` : '';
}

/** Columns that `timeText` takes. */
export function timeWidth(mode: TimeMode): number {
  return { clock: 12, local: 12, elapsed: 10, off: 0 }[mode];
}

function localClock(dt: string): string {
  const time = Date.parse(dt);
  return Number.isFinite(time) ? `${formatClock(time)}${dt.slice(19, 23)}` : '';
}
