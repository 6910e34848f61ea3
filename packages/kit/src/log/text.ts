// SPDX-License-Identifier: Apache-2.0

const LEVELS: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};
/** Fields that are shown elsewhere, or nowhere. */
const HIDDEN = new Set(['level', 'time', 'pid', 'name', 'msg', 'hostname']);

/**
 * A line of pino's JSON as one for people: time (UTC), level, message, fields.
 * @param dated with the day, for what is kept
 */
export function formatLine(line: string, dated: boolean): string {
  const entry = JSON.parse(line) as Record<string, unknown>;
  const time = new Date(Number(entry.time)).toISOString();
  const shown = dated ? time : time.slice(11, 23);
  const fields = Object.entries(entry)
    .filter(([key]) => !HIDDEN.has(key))
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${shown} ${(LEVELS[Number(entry.level)] ?? 'info').padEnd(5)} ${entry.msg ?? ''}${fields.join('')}\n`;
}
