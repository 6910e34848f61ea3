// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fingerprint, fromHex, isPublicKey, keysOf, loadKeys, makeKeys, routingId, toHex } from './curve.ts';
import { decodeZ85, encodeZ85, isKey } from './z85.ts';

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

/** 32 bytes from little-endian hexadecimal digits, the rest zero. */
const point = (hex: string) => encodeZ85(Buffer.from(hex.padEnd(64, '0'), 'hex'));
const flip = (key: string) => {
  const bytes = decodeZ85(key);
  bytes.writeUInt8(bytes.readUInt8(31) | 0x80, 31);
  return encodeZ85(bytes);
};
const FF = 'ff'.repeat(30);

describe('what is a public key', () => {
  it.each<[string, string]>([
    ['too short', '0'.repeat(39)],
    ['too long', '0'.repeat(41)],
    ['not Z85', `"${'0'.repeat(39)}`],
    ['not bytes', '#'.repeat(40)],
    ['bytes that overflow in one group', `${'0'.repeat(35)}#####`],
    ['characters of several units', '😀'.repeat(20)],
    ['the zero point', point('')],
    ['the point of order 1', point('01')],
    ['a point of order 8', point('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800')],
    ['the other point of order 8', point('5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157')],
    ['p - 1, of order 4', point(`ec${FF}7f`)],
    ['p, another spelling of zero', point(`ed${FF}7f`)],
    ['p + 9, another spelling of 9', point(`f6${FF}7f`)],
    ['a key whose unused bit is set', flip(makeKeys().publicKey)],
    ['all ones', point('ff'.repeat(32))],
  ])('%s is none', (_, key) => {
    expect(isPublicKey(key)).toBe(false);
  });

  it('is what peers have', () => {
    for (let n = 0; n < 50; n++) expect(isPublicKey(makeKeys().publicKey)).toBe(true);
    expect(isKey('#'.repeat(40))).toBe(false);
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

  it('makes a key file that only its owner can read, and keeps it', () => {
    const path = join(dir(), 'keys/server.key');
    const keys = loadKeys(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(loadKeys(path)).toEqual(keys);
    expect(readFileSync(path, 'utf8')).toContain(keys.publicKey);
  });

  it('refuses a file that holds no keys, with a hint', () => {
    const path = join(dir(), 'server.key');
    writeFileSync(path, 'nonsense');
    expect(() => loadKeys(path)).toThrow('does not contain a key pair');
  });
});
