// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-settings-'));
afterAll(() => rmSync(directory, { recursive: true }));

function withFile(text: string): Record<string, string> {
  const path = join(directory, 'settings.yaml');
  writeFileSync(path, text);
  return { LAVA_SETTINGS: path };
}

describe('readSettings', () => {
  it('has a default for every required setting', () => {
    const { settings, rest } = readSettings([], withFile(''));
    expect(settings).toMatchObject({ httpPort: 8080, controlPort: 5556, logPort: 5555, logLevel: 'info' });
    expect(settings.databaseUrl).toBeUndefined();
    expect(rest).toEqual([]);
  });

  it('reads the file, and flags and environment before it', () => {
    const env = { ...withFile('http_port: 1\nlog_level: warn\nstate_dir: rel\n'), LAVA_LOG_LEVEL: 'debug' };
    const { settings, rest } = readSettings(['api', '--http-port', '2'], env);
    expect(settings).toMatchObject({ httpPort: 2, logLevel: 'debug', stateDir: join(process.cwd(), 'rel') });
    expect(rest).toEqual(['api']);
  });

  it('refuses a file that is missing, no YAML, or no settings', () => {
    expect(() => readSettings([], { LAVA_SETTINGS: '/nonexistent' })).toThrow('/nonexistent does not exist');
    expect(() => readSettings([], withFile('[1]'))).toThrow('is not a list of settings');
    expect(() => readSettings([], withFile('a: ['))).toThrow(/line 1|line 2/);
    expect(() => readSettings([], withFile('http_prot: 1'))).toThrow('http_prot');
  });
});
