// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { monthly } from './monthly.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'lava-monthly-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

const at = (date: string, content: unknown = ['a']) => monthly(parent, 'guest', content, new Date(date));

it('has another place in another month, and for another content', () => {
  const { path } = at('2026-11-03');
  expect(at('2026-11-30').path).toBe(path);
  expect(at('2026-12-01').path).not.toBe(path);
  expect(at('2026-11-03', ['a', 'b']).path).not.toBe(path);
});

it('knows the newest of an earlier month with the same content', () => {
  expect(at('2027-01-15').older).toBeUndefined();
  for (const date of ['2026-10-01', '2026-11-01']) mkdirSync(at(date).path);
  mkdirSync(at('2026-12-01', ['b']).path);
  expect(at('2027-01-15').older).toBe(at('2026-11-01').path);
});

it('keeps this month and the last one', () => {
  const dates = ['2026-10-01', '2026-11-01', '2026-12-01', '2027-01-01'];
  for (const date of dates) mkdirSync(at(date).path);
  at('2027-01-15').prune();
  expect(readdirSync(parent).sort()).toEqual(dates.slice(2).map((date) => basename(at(date).path)));
});
