// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/**
 * A regular expression in Python's syntax, as users write it in jobs, as one of JavaScript. `.` matches line ends too, as
 * in LAVA; `^` and `$` also match at lines.
 * @throws LavaError `test-pattern` when it is not a valid expression
 */
export function pythonRegex(source: string): RegExp {
  const { body, flags } = leadingFlags(source);
  try {
    return new RegExp(translate(body), `gsm${flags.includes('i') ? 'i' : ''}`);
  } catch (error) {
    throw new LavaError('test-pattern', `not a regular expression: ${source}`, {
      hint: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}

function leadingFlags(source: string): { body: string; flags: string } {
  const found = /^\(\?([aiLmsux]+)\)/.exec(source);
  if (!found) return { body: source, flags: '' };
  return { body: source.slice(found[0].length), flags: found[1] ?? '' };
}

function translate(source: string): string {
  let out = '';
  let i = 0;
  while (i < source.length) {
    const rest = source.slice(i, i + 4);
    const char = source[i] ?? '';
    if (char === '\\') {
      const next = source[i + 1] ?? '';
      out += ESCAPES[next] ?? char + next;
      i += 2;
    } else if (char === '[') {
      const end = classEnd(source, i);
      out += characterClass(source.slice(i, end));
      i = end;
    } else if (rest === '(?P<') {
      out += '(?<';
      i += 4;
    } else if (rest === '(?P=') {
      const end = source.indexOf(')', i);
      out += `\\k<${source.slice(i + 4, end)}>`;
      i = end < 0 ? source.length : end + 1;
    } else if (rest.startsWith('(?#')) {
      const end = source.indexOf(')', i);
      i = end < 0 ? source.length : end + 1;
    } else if (rest.startsWith('{,')) {
      out += '{0,';
      i += 2;
    } else {
      out += char;
      i += 1;
    }
  }
  return out;
}

const ESCAPES: Record<string, string> = { A: '(?<![\\s\\S])', Z: '(?![\\s\\S])', a: '\\x07' };

/** Index after the `]` that ends the class at `start`; a `]` that comes first is a member. */
function classEnd(source: string, start: number): number {
  let i = start + 1;
  if (source[i] === '^') i++;
  if (source[i] === ']') i++;
  for (; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === ']') return i + 1;
  }
  return source.length;
}

function characterClass(text: string): string {
  return text.replace(/^\[(\^?)\]/, '[$1\\]');
}
