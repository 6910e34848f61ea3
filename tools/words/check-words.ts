// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOREIGN, QUOTATIONS } from './exceptions.ts';
import { WORDS } from './list.ts';
import { prose } from './prose.ts';

/** Phrases of the word list in the given files, each as `file:line: phrase: why; what to say instead`. */
export function checkWords(root: string, files: readonly string[]): string[] {
  return files
    .filter((file) => !FOREIGN.some((pattern) => pattern.test(file)))
    .flatMap((file) => wordsIn(file, readFileSync(join(root, file), 'utf8')));
}

export function wordsIn(file: string, source: string): string[] {
  let quoted = source;
  for (const { file: where, text } of QUOTATIONS) {
    if (where.test(file)) quoted = quoted.replaceAll(text, ' '.repeat(text.length));
  }
  const { text, lineAt } = prose(quoted);
  const found = WORDS.flatMap(({ pattern, why, say }) =>
    [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))].map((hit) => ({
      line: lineAt(hit.index),
      message: `"${hit[0].trim()}" ${why}; say ${say}`,
    })),
  );
  found.sort((a, b) => a.line - b.line);
  return found.map(({ line, message }) => `${file}:${line}: ${message}`);
}
