// SPDX-License-Identifier: Apache-2.0

/** Expressions that a backtracking engine needs years for, each with a text that makes it. */
export const EVIL_PATTERNS: readonly { source: string; text: string }[] = [
  { source: '(a+)+b', text: 'a'.repeat(40) },
  { source: '(a*)*b', text: 'a'.repeat(40) },
  { source: '(a|aa)+$x', text: 'a'.repeat(60) },
  { source: '(?:a{1,30}){1,30}b', text: 'a'.repeat(40) },
  { source: '(a?){32}b', text: `${'a'.repeat(32)}c` },
  { source: '(a{1,20}){1,12}X', text: 'a'.repeat(40) },
  { source: `${'a?'.repeat(30)}[a]{30}[b]`, text: 'a'.repeat(45) },
  { source: `${'(a|a)'.repeat(30)}b`, text: 'a'.repeat(40) },
  { source: '(.*)*,(.*)*;', text: 'a,'.repeat(20) },
  { source: '(?=(a+)+[b])[a]', text: 'a'.repeat(40) },
  { source: '(x+x+)+\\1y', text: 'x'.repeat(40) },
];
