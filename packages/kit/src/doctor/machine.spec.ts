// SPDX-License-Identifier: Apache-2.0
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatFindings, statusOf } from './finding.ts';
import {
  checkDirectory,
  checkLinkPort,
  checkRuntime,
  checkSecret,
  checkSpace,
  findProgram,
} from './machine.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'lava-doctor-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('doctor', () => {
  it('finds a secret that others can read', () => {
    const path = join(directory, 'key');
    const missing = { state: 'warning', message: 'none' } as const;
    expect(checkSecret('key', path, missing)).toEqual({ check: 'key', ...missing });
    writeFileSync(path, 'x', { mode: 0o600 });
    expect(checkSecret('key', path, missing)).toMatchObject({ state: 'ok' });
    chmodSync(path, 0o640);
    expect(checkSecret('key', path, missing)).toMatchObject({
      state: 'error',
      message: expect.stringContaining('0640'),
      hint: `chmod 600 ${path}`,
    });
  });

  it('finds a directory that is not there, or is open to everybody', () => {
    expect(checkDirectory('state', join(directory, 'none'))).toMatchObject({ state: 'error' });
    expect(checkDirectory('state', directory)).toMatchObject({ state: 'ok' });
    chmodSync(directory, 0o777);
    expect(checkDirectory('state', directory)).toMatchObject({
      state: 'error',
      hint: `chmod o-w ${directory}`,
    });
    chmodSync(directory, 0o700);
  });

  it('finds a disk that is nearly full, and one that is', () => {
    expect(checkSpace('disk', directory, { enough: 0, least: 0 }).state).toBe('ok');
    expect(checkSpace('disk', directory, { enough: 2 ** 60, least: 0 }).state).toBe('warning');
    expect(checkSpace('disk', directory, { enough: 2 ** 60, least: 2 ** 60 }).state).toBe('error');
  });

  it('finds a port that nobody listens on', async () => {
    expect(await checkLinkPort('port', '127.0.0.1', 1)).toMatchObject({
      state: 'error',
      message: 'nothing listens on 127.0.0.1:1',
    });
  });

  it('finds programs, and says what runs it', () => {
    expect(findProgram('sh', '')).toBeUndefined();
    expect(findProgram('sh', '/bin')).toBe('/bin/sh');
    expect(checkRuntime()).toMatchObject({ state: 'ok' });
  });

  it('fails only for errors, and shows what to do below what is wrong', () => {
    const warning = { check: 'disk', state: 'warning', message: 'small', hint: 'buy one' } as const;
    expect(statusOf([warning])).toBe(0);
    expect(statusOf([warning, { ...warning, state: 'error' }])).toBe(1);
    expect(formatFindings([warning])).toBe('warning disk: small\n        buy one\n');
  });
});
