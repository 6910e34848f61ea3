// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/**
 * Splits a command line into words as a POSIX shell does, without expanding anything.
 * @throws LavaError `job-invalid` when a quote is not closed
 */
export function splitShellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const char = line[i] as string;
    if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word ??= '';
    if (char === '\\') {
      word += line[++i] ?? '';
    } else if (char === "'" || char === '"') {
      const end = closing(line, i, char);
      const quoted = line.slice(i + 1, end);
      word += char === "'" ? quoted : quoted.replace(/\\(["\\$`])/g, '$1');
      i = end;
    } else {
      word += char;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function closing(line: string, start: number, quote: string): number {
  for (let i = start + 1; i < line.length; i++) {
    if (line[i] === quote) return i;
    if (line[i] === '\\' && quote === '"') i++;
  }
  throw new LavaError('job-invalid', `a quote is not closed: ${line}`);
}
