// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { checkCompiled, checkMigrations, checkSizes, checkSyntax } from './files.ts';

const source = (file: string, lines: number) => ({ file, text: 'x\n'.repeat(lines) });

it('lets a file have 300 lines', () => {
  expect(checkSizes([source('long.ts', 300)])).toEqual([]);
  expect(checkSizes([source('long.ts', 301)])).toEqual([
    expect.stringContaining('long.ts has 301 lines; at most 300'),
  ]);
});

it('does not count data', () => {
  expect(checkSizes([source('packages/a/src/generated/b.ts', 900)])).toEqual([]);
});

it('refuses two migrations of one number', () => {
  const names = ['0001-a.sql', '0002-b.sql', '0002-c.sql'].map(
    (name) => `packages/server/src/db/migrations/${name}`,
  );
  expect(checkMigrations(names.slice(0, 2))).toEqual([]);
  expect(checkMigrations(names)).toEqual(['migration 0002-c.sql is not number 3: rename the newest']);
});

it('refuses what Node cannot run as it is, though compilers read it', () => {
  expect(checkSyntax({ file: 'a.ts', text: 'for (const one of [1] as const) one;' })).toEqual([]);
  for (const text of ['for (const of of [1] as const) of;', 'enum A { b }'])
    expect(checkSyntax({ file: 'a.ts', text })).toEqual([
      expect.stringMatching(/^a\.ts cannot be run by Node: /),
    ]);
});

it('refuses what a compiler wrote next to its source', () => {
  expect(checkCompiled(['tools/a.ts', 'packages/web/src/b.tsx', 'packaging/c.json'])).toEqual([]);
  expect(checkCompiled(['tools/a.ts', 'tools/a.js', 'packages/web/src/b.jsx', 'c.js.map'])).toEqual([
    'tools/a.js, one of 3, is compiled: git has only the sources, which are TypeScript',
  ]);
});
