// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { findPlace, readSettings, savePlace } from './settings.ts';

const dir = mkdtempSync(join(tmpdir(), 'lava-settings-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
beforeEach(() => rmSync(join(dir, 'server.json'), { force: true }));

const KEY = 'ab'.repeat(32);

describe('settings of the worker', () => {
  it('come from flags, then from the environment', () => {
    const env = { LAVA_WORKER_STATE_DIR: '/srv/lava', LAVA_WORKER_SERVER: 'one', LAVA_WORKER_LOG_LEVEL: '' };
    const { settings, rest } = readSettings(['--server', 'two', 'status'], env);
    expect(settings).toEqual({ stateDir: '/srv/lava', server: 'two', cancelGrace: 300, logLevel: 'info' });
    expect(rest).toEqual(['status']);
  });

  it('that are wrong are all named', () => {
    const env = { LAVA_WORKER_CONTROL_PORT: 'web', LAVA_WORKER_SERVER_KEY: 'abc' };
    expect(() => readSettings([], env)).toThrow(/LAVA_WORKER_CONTROL_PORT.*LAVA_WORKER_SERVER_KEY/);
  });
});

describe('the place of the server', () => {
  it('is what the worker joined, unless settings say otherwise', () => {
    const { settings } = readSettings(['--state-dir', dir], {});
    expect(findPlace(settings)).toBeUndefined();
    const place = {
      name: 'lab-1',
      host: 'lava.example.org',
      controlPort: 6556,
      logPort: 6555,
      serverKey: KEY,
    };
    savePlace(dir, place);
    expect(statSync(join(dir, 'server.json')).mode & 0o777).toBe(0o600);
    expect(findPlace(settings)).toEqual(place);
    expect(findPlace({ ...settings, server: '::1', logPort: 1 })).toEqual({
      ...place,
      host: '::1',
      logPort: 1,
    });
    expect(findPlace({ ...settings, server: '[fd88::10]' })?.host).toBe('fd88::10');
  });

  it('may come only from settings, with the usual ports', () => {
    const { settings } = readSettings(
      ['--state-dir', join(dir, 'none'), '--server', 'a', '--server-key', KEY],
      {},
    );
    expect(findPlace(settings)).toEqual({
      name: '',
      host: 'a',
      serverKey: KEY,
      controlPort: 5556,
      logPort: 5555,
    });
  });

  it('that is damaged says what to do', () => {
    savePlace(dir, { name: '', host: 'a', controlPort: 1, logPort: 2, serverKey: KEY });
    writeFileSync(join(dir, 'server.json'), '{');
    const { settings } = readSettings(['--state-dir', dir], {});
    expect(() => findPlace(settings)).toThrow('is damaged');
  });
});
