// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importsOf, resolveImport } from '../imports.ts';

/** What a spec file needs beyond Node, the least first. Each lane is a project of Vitest. */
export const LANES = ['pure', 'db', 'process', 'web', 'guests', 'machines'] as const;
export type Lane = (typeof LANES)[number];

/** Names for several lanes: the specs next to the code, and those that run the programs as users start them. */
export const GROUPS: Record<string, (file: string, lane: Lane) => boolean> = {
  unit: (file) => !file.startsWith('e2e/'),
  e2e: (file, lane) => file.startsWith('e2e/') && lane !== 'machines',
};

/** The last mark decides that is found in a spec file or in a test helper that it imports. */
const MARKS: Record<Exclude<Lane, 'pure'>, RegExp> = {
  process:
    /^(node:(child_process|net|tls|cluster|worker_threads)|zeromq|@lydell\/node-pty|node-pty)$|^packages\/kit\/src\/(process|zmq|testing)\/|^packages\/lab\/|^packages\/(worker\/src\/testing|dispatcher\/src\/testing\/board)\//,
  db: /^packages\/server\/src\/(testing\/database|postgres\/embedded)\.ts$/,
  web: /^tools\/browser\.ts$|^playwright-core$/,
  guests: /^packages\/guest\/src\/payload\.ts$/,
  machines: /^tools\/hosts\/(host|possible)\.ts$/,
};
const ORDER = ['process', 'db', 'web', 'guests', 'machines'] as const;

/** Where spec files are, and helpers that only they use. */
const FOLDERS = ['packages', 'tools', 'bench', 'e2e'];
const HELPER = /\/testing\/|\.fixture\.tsx?$|^e2e\/|^packages\/(lab|guest)\/|^tools\/(?!test\/|check\/)/;

/** All spec files, each in the one lane that has what it needs. About 100 ms. */
export function specsByLane(root: string): Record<Lane, string[]> {
  const lanes = Object.fromEntries(LANES.map((lane) => [lane, [] as string[]])) as Record<Lane, string[]>;
  for (const file of FOLDERS.flatMap((folder) => specsBelow(root, folder))) {
    lanes[laneOf(root, file)].push(file);
  }
  return lanes;
}

/** @param file a spec file, relative to the root */
export function laneOf(root: string, file: string): Lane {
  const needed = neededBy(root, file, new Set());
  return ORDER.findLast((lane) => [...needed].some((each) => MARKS[lane].test(each))) ?? 'pure';
}

/** All imports of a spec file and its helpers, as paths below the root or names of packages. */
function neededBy(root: string, file: string, seen: Set<string>): Set<string> {
  const needed = new Set<string>();
  if (seen.has(file) || !existsSync(join(root, file))) return needed;
  seen.add(file);
  for (const specifier of importsOf(readFileSync(join(root, file), 'utf8'))) {
    const target = resolveImport(file, specifier) ?? specifier;
    needed.add(target);
    if (HELPER.test(target)) for (const each of neededBy(root, target, seen)) needed.add(each);
  }
  return needed;
}

function specsBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : specsBelow(root, path);
    return /\.spec\.tsx?$/.test(entry.name) ? [path] : [];
  });
}
