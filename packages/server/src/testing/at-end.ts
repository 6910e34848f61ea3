// SPDX-License-Identifier: Apache-2.0
import { afterAll } from 'vitest';

type End = () => Promise<void>;

const ends: End[] = [];

// Here, where the spec file's imports are read: vitest ignores an `afterAll` that is called within a hook.
afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Has `end` run after all tests of the spec file, the last one first; may be called in `beforeAll` or a test. */
export function atEnd(end: End): void {
  ends.push(end);
}
