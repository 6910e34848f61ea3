// SPDX-License-Identifier: Apache-2.0

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
export const TIME_MESSAGE = 'must be an age such as 30m, 12h, 2d or 1w, or a date such as 2026-11-28';

/**
 * A time in the past, as an age (`2d`) or a date (ISO 8601; UTC when no zone is given). ISO 8601 with Z.
 * @param now milliseconds since 1970
 */
export function timeOf(text: string, now: number): string | undefined {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const utc = /^\d{4}-\d\d-\d\d$/.test(text) || /(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`;
  const time =
    unit === ''
      ? /^\d{4}-\d\d-\d\d/.test(text)
        ? Date.parse(utc)
        : NaN
      : now - Number(count) * (UNITS[unit] ?? NaN);
  return Number.isFinite(time) && time > 0 ? new Date(time).toISOString() : undefined;
}
