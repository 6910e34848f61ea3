// SPDX-License-Identifier: Apache-2.0

/** Our words, as LAVA writes them. */

const capitals = <T extends string>(...all: T[]) =>
  Object.fromEntries(all.map((each) => [each, each.charAt(0).toUpperCase() + each.slice(1)])) as Record<
    T,
    string
  >;

export const JOB_STATE = capitals('submitted', 'scheduling', 'scheduled', 'running', 'canceling', 'finished');
export const JOB_HEALTH = capitals('unknown', 'complete', 'incomplete', 'canceled');
export const DEVICE_STATE = capitals('idle', 'reserved', 'running');
export const DEVICE_HEALTH = capitals('good', 'unknown', 'looping', 'bad', 'maintenance', 'retired');
export const WORKER_STATE = capitals('online', 'offline');
export const WORKER_HEALTH = capitals('active', 'maintenance', 'retired');

/** `2026-01-31T12:00:00Z`, with six digits of a fraction if there is one. */
export function time(date: Date | null): string | null {
  if (date === null) return null;
  const text = date.toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : `${text.slice(0, -1)}000Z`;
}
