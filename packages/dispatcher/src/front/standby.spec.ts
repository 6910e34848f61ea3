// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..');

/** What the usual job of a guest under QEMU is made of. */
const STARTS = [
  'deploy/tmpfs/index.ts',
  'boot/qemu/index.ts',
  'test/definitions/index.ts',
  'host/downloads.ts',
];

/** Loaded only by jobs that ask for more: images of other formats, an overlay that the device fetches. */
const SELDOM = [
  'overlay/authorize.ts',
  'image/append-tar.ts',
  'image/write-ext.ts',
  'login/transfer-overlay.ts',
];

const source = (path: string) => readFileSync(join(SRC, path), 'utf8');

/** Files of this package that a file imports: when it is loaded, and later. */
function importsOf(path: string): { now: string[]; later: string[] } {
  const text = source(path);
  const named = (pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, to = '']) => relative(SRC, join(SRC, path, '..', to)));
  return {
    now: named(/^(?:import(?! type)[^;]*?|export[^;]*?) from '(\.[^']+)'/gm),
    later: named(/import\('(\.[^']+)'\)/g),
  };
}

/** Files that are loaded later by what these load, and by what is loaded then, but for those that are left out. */
function laterFiles(starts: readonly string[], without: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const later = new Set<string>();
  const todo = [...starts];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const imports = importsOf(path);
    const wanted = imports.later.filter((each) => !without.includes(each));
    for (const each of wanted) later.add(each);
    todo.push(...imports.now, ...wanted);
  }
  return later;
}

/** Files that are loaded with these. */
function loadedWith(starts: readonly string[]): Set<string> {
  const seen = new Set(starts);
  for (const path of seen) for (const each of importsOf(path).now) seen.add(each);
  return seen;
}

it('a plan is made, of whatever methods, without the code for consoles', () => {
  const methods = globSync('{deploy,boot,test}/*/index.ts', { cwd: SRC });
  expect(methods.length).toBeGreaterThan(20);
  expect(loadedWith(['front/describe-files.ts', ...methods])).not.toContain('console/connection.ts');
});

describe('a dispatcher that stands by', () => {
  it('has loaded whatever a job of the usual kind loads later, and nothing that no such job needs', () => {
    const warm = importsOf('front/standby.ts').later;
    const needed = laterFiles(STARTS, SELDOM);
    expect(warm.filter((path) => !STARTS.includes(path)).sort()).toEqual([...needed].sort());
  });
});
