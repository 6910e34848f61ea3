// SPDX-License-Identifier: Apache-2.0

/** A number with its word: `1 job`, `2 jobs`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
