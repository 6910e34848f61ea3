// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lines that a file of code may have. */
const MOST_LINES = 300;

/** Files that are longer, with the lines they had when the limit came; no file is added, and none may grow. */
const LARGE_FILES = join(import.meta.dirname, 'large-files.json');

interface Source {
  file: string;
  text: string;
}

/** Problems with the licence line, size and name of each file of code. Generated files are data and may be long. */
export function checkFiles(root: string, tracked: string[]): string[] {
  const sources = codeOf(root, tracked);
  return [
    ...sources.flatMap(headAndName),
    ...checkSizes(sources, readLargeFiles()),
    ...checkMigrations(tracked),
  ];
}

/** Two changes that were made at the same time may have taken the same number. */
export function checkMigrations(tracked: readonly string[]): string[] {
  const names = tracked.flatMap((file) => /\/db\/migrations\/(\d{4}-.*\.sql)$/.exec(file)?.[1] ?? []).sort();
  return names.flatMap((name, n) =>
    Number(name.slice(0, 4)) === n + 1 ? [] : [`migration ${name} is not number ${n + 1}: rename the newest`],
  );
}

function headAndName({ file, text }: Source): string[] {
  const name = file.split('/').at(-1) ?? '';
  return [
    ...(text.slice(0, 200).includes('SPDX-License-Identifier: Apache-2.0')
      ? []
      : [`${file} lacks the SPDX line`]),
    ...(/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name) ? [] : [`${file} is not named in kebab-case`]),
  ];
}

/** @param large lines that each exception may have */
export function checkSizes(sources: Source[], large: Record<string, number>): string[] {
  return sources.flatMap(({ file, text }) => {
    const lines = linesOf(text);
    const limit = large[file] ?? MOST_LINES;
    if (lines <= limit || isData(file)) return [];
    return large[file] === undefined
      ? [`${file} has ${lines} lines; at most ${limit} are allowed: split it by concern`]
      : [
          `${file} has grown from ${limit} to ${lines} lines; the limit is ${MOST_LINES}: split it by concern`,
        ];
  });
}

/** Takes out of the list of exceptions what is short now, and lowers what has shrunk. */
export function shrinkLargeFiles(root: string, tracked: string[]): void {
  const before = readLargeFiles();
  const after = codeOf(root, tracked)
    .map(({ file, text }) => [file, Math.min(before[file] ?? 0, linesOf(text))] as const)
    .filter(([, lines]) => lines > MOST_LINES);
  writeFileSync(LARGE_FILES, `${JSON.stringify(Object.fromEntries(after), undefined, 2)}\n`);
}

function readLargeFiles(): Record<string, number> {
  return JSON.parse(readFileSync(LARGE_FILES, 'utf8')) as Record<string, number>;
}

function codeOf(root: string, tracked: string[]): Source[] {
  return tracked
    .filter((file) => /\.(tsx?|sh)$/.test(file))
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}

const linesOf = (text: string) => text.split('\n').length - 1;
const isData = (file: string) => file.includes('/generated/') || file.includes('/fixtures/');
