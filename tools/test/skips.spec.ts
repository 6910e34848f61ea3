// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { type Excuse, excuseOf } from './skips.ts';

const test = { file: 'a.spec.ts', name: 'a disk becomes full' };
const SOURCE = "it.skipIf(!canMount)('a disk becomes full', …)";
const excuse = (reason: string | undefined): Excuse[] => [{ mark: /\bcanMount\b/, lacks: () => reason }];

it('excuses a test that asks for what this machine lacks', () => {
  expect(excuseOf(test, SOURCE, excuse('no mounts'))).toBe('no mounts');
});

it('excuses no test where the machine has it, and none that asks for something else', () => {
  expect(excuseOf(test, SOURCE, excuse(undefined))).toBeUndefined();
  expect(excuseOf(test, "it.skip('a disk becomes full', …)", excuse('no mounts'))).toBeUndefined();
});

it('excuses a comparison with answers of another version of the reference', () => {
  const note = 'recorded with jinja2 3.1.6; here is jinja2 3.1.2';
  expect(excuseOf({ ...test, note }, '', [])).toBe(note);
  expect(excuseOf({ ...test, note: 'python3 is missing' }, '', [])).toBeUndefined();
});
