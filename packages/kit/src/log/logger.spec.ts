// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatLine } from './text.ts';

const SCRIPT = `
  const { createLogger } = await import(${JSON.stringify(join(import.meta.dirname, 'logger.ts'))});
  createLogger('x', { level: 'info', format: process.argv[1] }).warn({ worker: 'lab-1' }, 'no link');
`;

it('gives lines in a file their day, as text and as JSON', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lava-log-'));
  try {
    const today = new Date().toISOString().slice(0, 10);
    const logged = (format: string) => {
      const file = join(directory, format);
      const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', SCRIPT, format], {
        stdio: ['ignore', 'inherit', openSync(file, 'w')],
      });
      expect(status).toBe(0);
      return readFileSync(file, 'utf8');
    };
    expect(logged('text')).toMatch(
      new RegExp(`^${today}T\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z WARN  no link worker=lab-1\\n$`),
    );
    expect(JSON.parse(logged('json'))).toMatchObject({ level: 40, msg: 'no link', worker: 'lab-1' });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it('shows people at a terminal only the time of day', () => {
  const line = JSON.stringify({ level: 30, time: Date.UTC(2026, 0, 2, 3, 4, 5, 6), msg: 'here', job: 7 });
  expect(formatLine(line, false)).toBe('03:04:05.006 info  here job=7\n');
  expect(formatLine(line, true)).toBe('2026-01-02T03:04:05.006Z info  here job=7\n');
});
