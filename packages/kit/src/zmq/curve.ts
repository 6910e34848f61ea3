// SPDX-License-Identifier: Apache-2.0
import { createHash, createHmac, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { curveKeyPair } from 'zeromq';
import { decodeZ85, encodeZ85, isKey } from './z85.ts';

/** A pair of CURVE keys (X25519), both as Z85, 40 characters. */
export interface CurveKeys {
  publicKey: string;
  secretKey: string;
}

export function makeKeys(): CurveKeys {
  return curveKeyPair();
}

/** Public half of a secret key; lets the holder of a join token find its key pair. */
export function keysOf(secretKey: string): CurveKeys {
  const der = createPublicKey(privateKey(secretKey)).export({ format: 'der', type: 'spki' });
  return { publicKey: encodeZ85(der.subarray(-32)), secretKey };
}

/**
 * True for a public key that a peer can have: Z85 of a point of X25519, written in its one canonical form, from which a
 * secret can be derived. Points of low order give everybody the same secret, and another spelling of somebody's key would
 * have the same routing ids as that key.
 */
export function isPublicKey(text: string): boolean {
  if (!isKey(text)) return false;
  const littleEndian = decodeZ85(text).reverse().toString('hex');
  if (BigInt(`0x${littleEndian}`) >= FIELD) return false;
  try {
    diffieHellman({ privateKey: privateKey(TRIAL.secretKey), publicKey: publicKey(text) });
    return true;
  } catch {
    return false; // OpenSSL refuses points of low order
  }
}

/** Points are numbers below it. */
const FIELD = 2n ** 255n - 19n;
const TRIAL = makeKeys();

/** What people compare: SHA-256 of the 32 bytes of a public key (of any other text, of it), first 16 hexadecimal digits. */
export function fingerprint(publicKey: string): string {
  const bytes = isKey(publicKey) ? decodeZ85(publicKey) : publicKey;
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** Z85 key as the 64 hexadecimal digits of a join line, which need no quoting in a shell. */
export function toHex(key: string): string {
  return decodeZ85(key).toString('hex');
}

export function fromHex(hex: string): string {
  return encodeZ85(Buffer.from(hex, 'hex'));
}

/**
 * Routing id by which a ROUTER knows who sent a message. ZeroMQ lets a peer choose its routing id freely and does not
 * report the key it authenticated with, so a name would prove nothing: any worker with a valid key could call itself by
 * another's name and take over its connection. This id can be made only by the two ends: it is derived from their shared
 * X25519 secret, and it travels inside the encrypted handshake. 24 characters, never starting with a zero byte, which
 * ZeroMQ keeps for itself.
 *
 * @param mine secret key of this end; @param theirs public key of the other end
 * @param link which socket, so that the ids of control and log link differ
 */
export function routingId(mine: string, theirs: string, link: string): string {
  const shared = diffieHellman({ privateKey: privateKey(mine), publicKey: publicKey(theirs) });
  return createHmac('sha256', shared).update(`lava routing id ${link}`).digest('base64url').slice(0, 24);
}

/**
 * The key pair in a file that only its owner can read; made at first use. Two processes that start at the same time
 * agree on one pair.
 *
 * @throws LavaError `config-invalid` when the file holds no key pair
 */
export function loadKeys(path: string): CurveKeys {
  try {
    return parseKeys(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  saveNew(path, makeKeys());
  return parseKeys(readFileSync(path, 'utf8'), path);
}

function parseKeys(text: string, path: string): CurveKeys {
  const secretKey = /^secret (\S+)$/m.exec(text)?.[1] ?? '';
  const public_ = /^public (\S+)$/m.exec(text)?.[1] ?? '';
  if (!isKey(secretKey) || !isPublicKey(public_)) {
    throw new LavaError('config-invalid', `${path} does not contain a key pair`, {
      hint: 'remove it to create a new pair; the other end then needs the new public key',
    });
  }
  return { publicKey: public_, secretKey };
}

/** link() instead of rename(): whoever comes second keeps the pair of the first. */
function saveNew(path: string, keys: CurveKeys): void {
  const temporary = `${path}.${process.pid}`;
  const fd = openSync(temporary, 'wx', 0o600);
  try {
    writeFileSync(fd, `public ${keys.publicKey}\nsecret ${keys.secretKey}\n`);
    fsyncSync(fd);
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    closeSync(fd);
    unlinkSync(temporary);
  }
}

// DER headers around the 32 bytes of an X25519 key (RFC 8410)
const PRIVATE_HEADER = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_HEADER = Buffer.from('302a300506032b656e032100', 'hex');

function privateKey(key: string) {
  const der = Buffer.concat([PRIVATE_HEADER, decodeZ85(key)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function publicKey(key: string) {
  const der = Buffer.concat([PUBLIC_HEADER, decodeZ85(key)]);
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}
