// SPDX-License-Identifier: Apache-2.0

const SGR = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
export type Style = keyof typeof SGR;

/** Colours only where somebody looks; https://no-color.org and FORCE_COLOR win. */
export function colourful(stream: { isTTY?: boolean } = process.stdout, env = process.env): boolean {
  if (env.NO_COLOR) return false;
  return Boolean(env.FORCE_COLOR) || Boolean(stream.isTTY);
}

export type Paint = (style: Style, text: string) => string;

export function painter(colour: boolean): Paint {
  return colour ? (style, text) => `\x1b[${SGR[style]}m${text}\x1b[0m` : (_, text) => text;
}

/** Seconds for people: `0.25 s`, `12.3 s`, `2 min 05 s`, `1 h 02 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/**
 * Text of a console, safe for the reader's terminal: colours stay when wanted, every other escape sequence and control
 * character goes. A board may print anything, also what would retitle or reprogram a terminal.
 */
export function safeText(text: string, colour: boolean): string {
  if (!UNSAFE.test(text)) return text;
  let coloured = false;
  const clean = text.replace(SEQUENCE, (sequence) => {
    if (!colour || !COLOUR_SEQUENCE.test(sequence)) return sequence === '\t' ? '\t' : '';
    coloured = true;
    return sequence;
  });
  return coloured ? `${clean}\x1b[0m` : clean;
}

/** Columns that a text takes, without its colours; every character counts as one column. */
export function visibleWidth(text: string): number {
  return text.replace(SEQUENCE, '').length;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const COLOUR_SEQUENCE = /^\x1b\[[\d;:]*m$/;
/** CSI, OSC and other string sequences, two-character escapes, single controls, marks that turn the direction of text. */
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  /\x1b\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[\x20-\x2f]*[\x30-\x7e]|[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;
