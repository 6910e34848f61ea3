// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { startOrder } from './sequencer.ts';

const file = (name: string, seconds: number, waits = false) => ({ name, seconds, waits });
const order = (files: ReturnType<typeof file>[], workers: number) =>
  startOrder(files, workers).map(({ name }) => name);

it('starts long files first', () => {
  expect(order([file('a', 5), file('b', 50), file('c', 20)], 2)).toEqual(['b', 'c', 'a']);
});

it('lets one file wait while the others compute', () => {
  const files = [file('m1', 60, true), file('m2', 50, true), file('a', 40), file('b', 30), file('c', 1)];
  // With one worker for each kind, m2 starts when m1 ends, after a and b have begun.
  expect(order(files, 2)).toEqual(['m1', 'a', 'b', 'm2', 'c']);
});
