// SPDX-License-Identifier: Apache-2.0

const ADDRESS = /https?:\/\/[^\s"'<>`\\^{|}]+/g;

/** Names of a job's files, and where each was downloaded from. */
export type FileAddresses = ReadonlyMap<string, string>;

export interface TextPart {
  /** Offset in the text. */
  at: number;
  part: string;
  /** Where a link leads; undefined for plain text. */
  href: string | undefined;
}

/**
 * A text cut at what can be opened: web addresses, and names of the job's files. What ends a sentence or closes a bracket
 * that the address does not open is not of it.
 */
export function splitAddresses(text: string, files: FileAddresses = new Map()): TextPart[] {
  const parts: TextPart[] = [];
  let last = 0;
  function link(at: number, part: string, href: string): void {
    if (at > last) pushPlain(parts, last, text.slice(last, at), files);
    parts.push({ at, part, href });
    last = at + part.length;
  }
  for (const match of text.matchAll(ADDRESS)) {
    const part = trimmed(match[0]);
    if (/^https?:\/\/[^/]/.test(part)) link(match.index, part, part);
  }
  if (last < text.length || parts.length === 0) pushPlain(parts, last, text.slice(last), files);
  return parts;
}

/** The files that a definition names by web addresses, by the last part of each address. */
export function filesOf(definition: string): FileAddresses {
  const files = new Map<string, string>();
  for (const { href } of splitAddresses(definition)) {
    const name = href && /\/([^/?#]{3,})(?:[?#].*)?$/.exec(href.slice('https://'.length))?.[1];
    if (name && !files.has(name)) files.set(name, href);
  }
  return files;
}

const WORD = /[\w.+%@~-]/;

/** A name without a dot, such as `kernel`, is a word as well: it counts as a file only at the end of a path. */
function pushPlain(parts: TextPart[], from: number, text: string, files: FileAddresses): void {
  let last = 0;
  for (const [at, name] of occurrences(text, files)) {
    if (at < last) continue;
    if (at > last) parts.push({ at: from + last, part: text.slice(last, at), href: undefined });
    parts.push({ at: from + at, part: name, href: files.get(name) });
    last = at + name.length;
  }
  if (last < text.length || text === '')
    parts.push({ at: from + last, part: text.slice(last), href: undefined });
}

function occurrences(text: string, files: FileAddresses): [at: number, name: string][] {
  const found: [number, string][] = [];
  for (const name of files.keys()) {
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
      const [before, after] = [text[at - 1] ?? '', text[at + name.length] ?? ''];
      const whole = !WORD.test(before) && !WORD.test(after.replace('.', ''));
      if (whole && after !== '/' && (before === '/' || name.includes('.'))) found.push([at, name]);
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
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
