// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

/** Lines that a file of code may have. */
const MOST_LINES = 300;

interface Source {
  file: string;
  text: string;
}

/** Problems with the licence line, size, name and syntax of each file of code. Generated files are data and may be long. */
export function checkFiles(root: string, tracked: string[]): string[] {
  const sources = codeOf(root, tracked);
  return [
    ...sources.flatMap(headAndName),
    ...sources.flatMap(checkSyntax),
    ...checkSizes(sources),
    ...checkMigrations(tracked),
    ...checkCompiled(tracked),
  ];
}

/** Node runs the sources as they are, and does not read all that tsc and esbuild read, such as `for (const of of all)`. */
export function checkSyntax({ file, text }: Source): string[] {
  if (!file.endsWith('.ts')) return [];
  try {
    stripTypeScriptTypes(text);
    return [];
  } catch (error) {
    return [`${file} cannot be run by Node: ${(error as Error).message}`];
  }
}

/** Two changes that were made at the same time may have taken the same number. */
export function checkMigrations(tracked: readonly string[]): string[] {
  const names = tracked.flatMap((file) => /\/db\/migrations\/(\d{4}-.*\.sql)$/.exec(file)?.[1] ?? []).sort();
  return names.flatMap((name, n) =>
    Number(name.slice(0, 4)) === n + 1 ? [] : [`migration ${name} is not number ${n + 1}: rename the newest`],
  );
}

/** A compiler that somebody starts by hand may write next to the sources, and git takes what is there. */
export function checkCompiled(tracked: readonly string[]): string[] {
  const compiled = tracked.filter((file) => /\.[cm]?jsx?(\.map)?$/.test(file));
  const [first] = compiled;
  if (first === undefined) return [];
  return [`${first}, one of ${compiled.length}, is compiled: git has only the sources, which are TypeScript`];
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

export function checkSizes(sources: Source[]): string[] {
  return sources.flatMap(({ file, text }) => {
    const lines = text.split('\n').length - 1;
    if (lines <= MOST_LINES || isData(file)) return [];
    return [`${file} has ${lines} lines; at most ${MOST_LINES} are allowed: split it by concern`];
  });
}

function codeOf(root: string, tracked: string[]): Source[] {
  return tracked
    .filter((file) => /\.(tsx?|sh)$/.test(file))
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}

const isData = (file: string) => file.includes('/generated/') || file.includes('/fixtures/');
