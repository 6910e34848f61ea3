// SPDX-License-Identifier: Apache-2.0

/** LAVA's words for 0, 50 and 100; undefined for the usual one, which needs no mention. */
export function priorityLabel(priority: number): string | undefined {
  if (priority === 50) return undefined;
  if (priority === 0) return 'Low';
  return priority === 100 ? 'High' : `${priority}`;
}
