// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepPassword } from './first-admin.ts';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lava-admin-'));
  path = join(directory, 'admin-password');
});
afterEach(() => rmSync(directory, { recursive: true }));

it('uses the password that the first process wrote, and leaves only its file', () => {
  expect(['one', 'two'].map((password) => keepPassword(path, password))).toEqual(['one', 'one']);
  expect(readFileSync(path, 'utf8')).toBe('one\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(['admin-password']);
});

it('makes no admin without a password of a file that a full disk left empty', () => {
  writeFileSync(path, '');
  expect(() => keepPassword(path, 'two')).toThrow(`${path} must have the password of the first admin`);
  expect(readdirSync(directory)).toEqual(['admin-password']);
});
