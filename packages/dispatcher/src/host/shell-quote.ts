// SPDX-License-Identifier: Apache-2.0

/** Characters that no shell gives a meaning to. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** The text as one word of a POSIX shell. */
export function shellQuote(text: string): string {
  if (PLAIN.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
