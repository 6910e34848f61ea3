// SPDX-License-Identifier: Apache-2.0

const ADDRESS = /https?:\/\/[^\s"'<>`\\^{|}]+/g;

export interface TextPart {
  /** Offset in the text. */
  at: number;
  part: string;
  address: boolean;
}

/** A text cut at its web addresses. What ends a sentence or closes a bracket that the address does not open is not of it. */
export function splitAddresses(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let last = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const part = trimmed(match[0]);
    if (!/^https?:\/\/[^/]/.test(part)) continue;
    if (match.index > last) parts.push({ at: last, part: text.slice(last, match.index), address: false });
    parts.push({ at: match.index, part, address: true });
    last = match.index + part.length;
  }
  if (last < text.length || parts.length === 0)
    parts.push({ at: last, part: text.slice(last), address: false });
  return parts;
}

function trimmed(address: string): string {
  let end = address.length;
  while (end > 0) {
    const char = address[end - 1] ?? '';
    if ('.,;:!?'.includes(char)) end--;
    else if (char === ')' && !address.slice(0, end).includes('(')) end--;
    else if (char === ']' && !address.slice(0, end).includes('[')) end--;
    else break;
  }
  return address.slice(0, end);
}
