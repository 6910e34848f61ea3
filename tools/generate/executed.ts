// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { How } from '@lava/dispatcher/testing/executed.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The strongest first. */
const WORDS: readonly How[] = ['real', 'stand-in', 'scripted'];

/** By section and folder of the method, what spec files declare: each of them checks that its jobs have executed the methods. */
export function executedMethods(): Map<string, How> {
  const found = new Map<string, How>();
  for (const file of globSync(['packages/dispatcher/src/**/*.spec.ts', 'e2e/**/*.spec.ts'], { cwd: ROOT })) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const [, how, methods = ''] of text.matchAll(/\bexecutes\(\s*'(real|stand-in|scripted)',([^)]*)\)/g))
      for (const [, method = ''] of methods.matchAll(/'([a-z]+ [\w-]+)(?:: [^']*)?'/g))
        add(method, how as How);
  }
  return found;

  function add(method: string, how: How): void {
    const known = found.get(method);
    if (known === undefined || WORDS.indexOf(how) < WORDS.indexOf(known)) found.set(method, how);
  }
}
