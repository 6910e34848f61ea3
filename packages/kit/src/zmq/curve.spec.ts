// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fingerprint, fromHex, keysOf, loadKeys, makeKeys, routingId, toHex } from './curve.ts';
import { decodeZ85, encodeZ85 } from './z85.ts';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

function dir(): string {
  const path = mkdtempSync(join(tmpdir(), 'lava-curve-'));
  dirs.push(path);
  return path;
}

describe('Z85', () => {
  it('gives the example of RFC 32', () => {
    const bytes = Buffer.from('864fd26fb559f75b', 'hex');
    expect(encodeZ85(bytes)).toBe('HelloWorld');
    expect(decodeZ85('HelloWorld')).toEqual(bytes);
  });

  it.each(['Hello"orld', 'Hello', '#####'])('refuses %s', (text) => {
    if (text === 'Hello') expect(decodeZ85(text)).toHaveLength(4);
    else expect(() => decodeZ85(text)).toThrow(RangeError);
  });
});

describe('CURVE keys', () => {
  it('finds the public half of a secret key', () => {
    const keys = makeKeys();
    expect(keysOf(keys.secretKey)).toEqual(keys);
  });

  it('goes to hexadecimal and back', () => {
    const { publicKey } = makeKeys();
    expect(toHex(publicKey)).toMatch(/^[0-9a-f]{64}$/);
    expect(fromHex(toHex(publicKey))).toBe(publicKey);
    expect(fingerprint(publicKey)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('gives both ends the same routing id, one per link and pair', () => {
    const [server, worker, other] = [makeKeys(), makeKeys(), makeKeys()];
    const id = routingId(worker.secretKey, server.publicKey, 'control');
    expect(id).toHaveLength(24);
    expect(routingId(server.secretKey, worker.publicKey, 'control')).toBe(id);
    expect(routingId(server.secretKey, worker.publicKey, 'log')).not.toBe(id);
    expect(routingId(other.secretKey, server.publicKey, 'control')).not.toBe(id);
  });

  it('makes a key file that its owner alone can read, and keeps it', () => {
    const path = join(dir(), 'keys/server.key');
    const keys = loadKeys(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(loadKeys(path)).toEqual(keys);
    expect(readFileSync(path, 'utf8')).toContain(keys.publicKey);
  });

  it('refuses a file that holds no keys, with a hint', () => {
    const path = join(dir(), 'server.key');
    writeFileSync(path, 'nonsense');
    expect(() => loadKeys(path)).toThrow('holds no key pair');
  });
});
