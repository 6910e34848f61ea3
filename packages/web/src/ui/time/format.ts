// SPDX-License-Identifier: Apache-2.0

/** `0.42 s`, `12.3 s`, `3 min 05 s`, `2 h 07 min`, `3 d 4 h`. @param seconds not negative */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** `just now`, `3 min ago`, `in 2 h`. Times are milliseconds since the epoch. */
export function formatRelative(time: number, now: number): string {
  const seconds = Math.round((now - time) / 1000);
  const far = Math.abs(seconds);
  if (far < 10) return 'just now';
  const text = coarse(far);
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}

/** `2026-11-28 14:05:09` in the reader's zone, or with ` UTC` behind. @param time milliseconds since the epoch */
export function formatDate(time: number, zone: 'local' | 'utc'): string {
  if (!Number.isFinite(time)) return 'unknown';
  if (zone === 'utc') return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const date = new Date(time);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two).join('-');
  return `${day} ${formatClock(time)}`;
}

/** `14:05:09` of the reader's own day. @param time milliseconds since the epoch */
export function formatClock(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

function coarse(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
