// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAccess } from './access.ts';
import { forgetServer, normalizeUrl, readServers, storeServer, useServer } from './servers.ts';

let env: NodeJS.ProcessEnv;
beforeEach(() => {
  env = { XDG_CONFIG_HOME: mkdtempSync(join(tmpdir(), 'lava-cli-')) };
  storeServer('https://a.example.org', { token: 'of-a', name: 'a' }, env);
  storeServer('https://b.example.org', { token: 'of-b', tokenId: 4 }, env);
});
afterEach(() => rmSync(env.XDG_CONFIG_HOME ?? '', { recursive: true }));

describe('a stored token', () => {
  it.each([
    [{}, 'https://b.example.org', 'of-b'],
    [{ server: 'a' }, 'https://a.example.org', 'of-a'],
    [{ server: 'b.example.org' }, 'https://b.example.org', 'of-b'],
    [{ url: 'HTTPS://A.example.org:443/' }, 'https://a.example.org', 'of-a'],
    [{ url: 'https://evil.example.org' }, 'https://evil.example.org', undefined],
    [{ url: 'http://a.example.org' }, 'http://a.example.org', undefined],
    [{ url: 'https://a.example.org:8443' }, 'https://a.example.org:8443', undefined],
    [{ url: 'https://a.example.org.evil.org' }, 'https://a.example.org.evil.org', undefined],
    [{ url: 'https://a.example.org', token: 'mine' }, 'https://a.example.org', 'mine'],
  ])('for %j goes to %s as %s', (options, url, token) => {
    expect(findAccess(options, env)).toEqual({ url, token });
  });

  it('does not go to a server that is named like a property of every object', () => {
    expect(() => findAccess({ server: 'constructor' }, env)).toThrow('--server must be one of a, https://b');
    expect(findAccess({ url: 'https://__proto__' }, env).token).toBeUndefined();
  });
});

describe('LAVA_TOKEN', () => {
  it('goes to the server of LAVA_URL, and to no other', () => {
    const set = { ...env, LAVA_URL: 'https://c.example.org', LAVA_TOKEN: 'of-c' };
    expect(findAccess({}, set)).toEqual({ url: 'https://c.example.org', token: 'of-c' });
    expect(findAccess({ url: 'https://evil.example.org' }, set).token).toBeUndefined();
    expect(findAccess({ server: 'a' }, set).token).toBe('of-a');
  });

  it('goes to the server that is named when LAVA_URL is not set', () => {
    const set = { ...env, LAVA_TOKEN: 'mine' };
    expect(findAccess({ url: 'https://d.example.org' }, set).token).toBe('mine');
  });
});

describe('the current server', () => {
  it('is the one of the last login, and the one that was chosen', () => {
    useServer('https://a.example.org', env);
    expect(findAccess({}, env).token).toBe('of-a');
  });

  it('becomes the only one that is left', () => {
    expect(forgetServer('https://b.example.org', env)).toBe(true);
    expect(readServers(env).current).toBe('https://a.example.org');
    expect(forgetServer('https://b.example.org', env)).toBe(false);
  });

  it('is none when several are left', () => {
    storeServer('https://c.example.org', { token: 'of-c' }, env);
    forgetServer('https://c.example.org', env);
    expect(() => findAccess({}, env)).toThrow('no server is known');
  });
});

it.each(['ftp://a', 'https://user:secret@a', 'https://a?x=1', 'https://'])('%s is not an address', (text) => {
  expect(() => normalizeUrl(text)).toThrow('must be like https://lava.example.org');
});
