// SPDX-License-Identifier: Apache-2.0

/** A run of text with one look. Colours are palette numbers (0-255) or `#rrggbb`; undefined is the default. */
export interface Span {
  text: string;
  fg?: number | string;
  bg?: number | string;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  inverse?: boolean;
  strike?: boolean;
  /** A character that a terminal would have acted on, shown by its name instead. */
  control?: boolean;
}

type Style = Omit<Span, 'text' | 'control'>;

// Escape sequences: CSI; OSC, DCS, SOS, PM and APC strings up to BEL or ST; then the two- and three-byte ones.
const ESCAPE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  /\u001b(?:\[([0-?]*)[ -/]*([@-~]|$)|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~]|$)/g;
// C0 and C1 controls except TAB, and the characters that reorder text (bidirectional overrides and isolates).
const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const SPECIAL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/**
 * One line of console output as a page shows it: SGR colours become spans, other escape sequences disappear, carriage
 * return and backspace overwrite as on a terminal, every other control character is shown by name.
 */
export function parseAnsi(text: string): Span[] {
  if (!SPECIAL.test(text)) return text === '' ? [] : [{ text }];
  const spans: Span[] = [];
  let style: Style = {};
  let last = 0;
  for (const match of text.matchAll(ESCAPE)) {
    pushText(spans, text.slice(last, match.index), style);
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
    last = match.index + match[0].length;
  }
  pushText(spans, text.slice(last), style);
  return spans.some((span) => /[\r\b]/.test(span.text)) ? overwrite(spans) : named(spans);
}

/** What a reader sees of a line, for search and copying. */
export function plainText(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return parseAnsi(text)
    .map((span) => span.text)
    .join('');
}

function pushText(spans: Span[], text: string, style: Style): void {
  if (text !== '') spans.push({ text, ...style });
}

/** Control characters out of the text of the spans, each as a span that names it. */
function named(spans: Span[]): Span[] {
  return spans.flatMap((span) => {
    const parts: Span[] = [];
    let last = 0;
    for (const match of span.text.matchAll(CONTROL)) {
      if (match.index > last) parts.push({ ...span, text: span.text.slice(last, match.index) });
      parts.push({ ...span, text: controlName(match[0]), control: true });
      last = match.index + 1;
    }
    if (last < span.text.length) parts.push({ ...span, text: span.text.slice(last) });
    return parts;
  });
}

/** `^G` for C0 controls, `<U+202E>` for the others. */
function controlName(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  return code === 0x7f ? '^?' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** Carriage returns and backspaces move a cursor; later text overwrites. A trailing carriage return changes nothing. */
function overwrite(spans: Span[]): Span[] {
  const cells: Span[] = [];
  let column = 0;
  for (const span of spans) {
    for (const char of span.text) {
      if (char === '\r') column = 0;
      else if (char === '\b') column = Math.max(0, column - 1);
      else cells[column++] = { ...span, text: char };
    }
  }
  const joined: Span[] = [];
  for (const cell of cells) {
    const previous = joined.at(-1);
    if (previous && sameStyle(previous, cell)) previous.text += cell.text;
    else joined.push({ ...cell });
  }
  return named(joined);
}

function sameStyle(a: Span, b: Span): boolean {
  return STYLE_KEYS.every((key) => a[key] === b[key]);
}

const STYLE_KEYS = ['fg', 'bg', 'bold', 'dim', 'italic', 'underline', 'inverse', 'strike'] as const;

/** @param parameters what is between `ESC [` and `m`, e.g. `1;31` or `38:5:208` */
function applySgr(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map((part) => (part === '' ? 0 : Number(part)));
  let next: Style = { ...style };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 0) next = {};
    else if (code === 38 || code === 48) {
      const [color, used] = extendedColor(codes.slice(i + 1));
      next[code === 38 ? 'fg' : 'bg'] = color;
      i += used;
    } else next = { ...next, ...simpleSgr(code) };
  }
  return next;
}

function simpleSgr(code: number): Style {
  if (code >= 30 && code <= 37) return { fg: code - 30 };
  if (code >= 40 && code <= 47) return { bg: code - 40 };
  if (code >= 90 && code <= 97) return { fg: code - 82 };
  if (code >= 100 && code <= 107) return { bg: code - 92 };
  return SGR[code] ?? {};
}

const SGR: Record<number, Style> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: undefined, dim: undefined },
  23: { italic: undefined },
  24: { underline: undefined },
  27: { inverse: undefined },
  29: { strike: undefined },
  39: { fg: undefined },
  49: { bg: undefined },
};

/** Colour after a 38 or 48, and how many codes it took. */
function extendedColor(codes: number[]): [Span['fg'], number] {
  if (codes[0] === 5) return [clampByte(codes[1]), 2];
  if (codes[0] === 2) {
    const hex = codes.slice(1, 4).map((part) => clampByte(part).toString(16).padStart(2, '0'));
    return [`#${hex.join('').padEnd(6, '0')}`, 4];
  }
  return [undefined, 0];
}

function clampByte(value: number | undefined): number {
  return Number.isInteger(value) ? Math.min(255, Math.max(0, value ?? 0)) : 0;
}
