// SPDX-License-Identifier: Apache-2.0

export function capitalize(text: string): string {
  const [first = '', ...rest] = text;
  return titleOf(first) + rest.join('').toLowerCase();
}

/** Letters that are two in one, and have a form of their own for the begin of a word. */
const DIGRAPHS: Readonly<Record<string, string>> = { Ǆ: 'ǅ', Ǉ: 'ǈ', Ǌ: 'ǋ', Ǳ: 'ǲ' };

/** Some letters are two when they are upper, of which the second stays lower: ß, ﬁ. */
function titleOf(letter: string): string {
  const upper = letter.toUpperCase();
  if (DIGRAPHS[upper] !== undefined) return DIGRAPHS[upper];
  return upper.length > 1 && upper.length > letter.length
    ? upper.charAt(0) + upper.slice(1).toLowerCase()
    : upper;
}

/** Every run of letters starts in upper case and continues in lower case, as Python's `title()`. */
export function titleCase(text: string): string {
  return text.replace(/\p{L}+/gu, capitalize);
}

export function swapCase(text: string): string {
  return Array.from(text, (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('');
}

export function isTitle(text: string): boolean {
  return /[\p{Lu}\p{Ll}\p{Lt}]/u.test(text) && text === titleCase(text);
}
