// SPDX-License-Identifier: Apache-2.0

/** Names that a job may use instead of a number from 0 to 100. */
export const PRIORITIES = { low: 0, medium: 50, high: 100 } as const;
export const DEFAULT_PRIORITY = PRIORITIES.medium;

/** Undefined when it is not a priority. */
export function parsePriority(value: unknown): number | undefined {
  if (value === undefined || value === null) return DEFAULT_PRIORITY;
  if (typeof value === 'string' && Object.hasOwn(PRIORITIES, value)) {
    return PRIORITIES[value as keyof typeof PRIORITIES];
  }
  // LAVA takes a truth value for the number that it is in Python.
  if (typeof value === 'boolean') return Number(value);
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100;
  return fits ? value : undefined;
}
