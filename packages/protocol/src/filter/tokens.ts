// SPDX-License-Identifier: Apache-2.0

/** A word of a filter: `key:value`, `-key:value`, or a word that is searched for. */
export interface Token {
  key?: string;
  value: string;
  not: boolean;
  /** Of its first character, from 1, and of the first of its value. */
  column: number;
  valueColumn: number;
  /** It has a quotation mark without a second one. */
  open: boolean;
}

/** Words are separated by spaces; within quotation marks these, colons and commas are plain text, and `\` quotes. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at] as string)) {
      at++;
      continue;
    }
    const column = at + 1;
    const [head = '', minus = '', key] = /^(-?)(?:([A-Za-z]+):)?/.exec(text.slice(at)) ?? [];
    at += head.length;
    const valueColumn = at + 1;
    const { value, end, unclosed } = readValue(text, at);
    at = end;
    tokens.push({
      ...(key !== undefined && { key }),
      value,
      not: minus !== '',
      column,
      valueColumn,
      open: unclosed,
    });
  }
  return tokens;
}

function readValue(text: string, start: number): { value: string; end: number; unclosed: boolean } {
  let value = '';
  let quoted = false;
  let at = start;
  for (; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"') quoted = !quoted;
    else if (quoted && char === '\\' && at + 1 < text.length) value += text[++at];
    else if (!quoted && /\s/.test(char)) break;
    else value += char;
  }
  return { value, end: at, unclosed: quoted };
}
