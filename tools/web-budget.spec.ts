// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BUDGET, checkBudget, firstLoad } from './web-budget.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-budget-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('the budget of the web pages', () => {
  it('counts what the first page loads, not what comes later', () => {
    expect(firstLoad(directory)).toBeUndefined();
    mkdirSync(join(directory, 'assets'));
    const sizes = { 'main.js': 100, 'vendor.js': 50, 'main.css': 7, 'editor.js': 9_999_999 };
    for (const [name, size] of Object.entries(sizes))
      writeFileSync(join(directory, 'assets', `${name}.br`), 'x'.repeat(size));
    writeFileSync(
      join(directory, 'index.html'),
      '<script type="module" src="/assets/main.js"></script><link rel="modulepreload" href="/assets/vendor.js"><link rel="stylesheet" href="/assets/main.css">',
    );
    expect(firstLoad(directory)).toEqual({ js: 150, css: 7 });
  });

  it('says nothing of pages that are just being written', () => {
    rmSync(join(directory, 'assets', 'vendor.js.br'));
    expect(firstLoad(directory)).toBeUndefined();
    expect(checkBudget(firstLoad(directory))).toEqual([]);
  });

  it('is exceeded with a word about what and by how much', () => {
    expect(checkBudget({ js: BUDGET.js, css: BUDGET.css })).toEqual([]);
    expect(checkBudget({ js: BUDGET.js + 1, css: 0 })).toEqual([
      expect.stringContaining(`${BUDGET.js + 1} bytes of js`),
    ]);
  });
});
