// SPDX-License-Identifier: Apache-2.0
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { ThreadPool } from '../compute/thread-pool.ts';

/** OWASP's recommendation for scrypt (2024): 2^15, 8, 3; 32 MiB and about 0.1 s a password. */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const MAX_MEMORY = 128 * 1024 * 1024;
const KEY_LENGTH = 32;

/**
 * At most two at a time, in threads of their own: those of libuv, which scrypt would take otherwise, are what files are
 * read and written by.
 */
const pool = new ThreadPool({
  start: () => new Worker(THREAD, { eval: true }),
  threads: 2,
  queue: 16,
  deadline: 30_000,
  rest: 10_000,
});
const THREAD = `const { parentPort } = require('node:worker_threads');
const { scryptSync } = require('node:crypto');
parentPort.on('message', ({ input: { password, salt, length, options } }) => {
  parentPort.postMessage({ value: scryptSync(password, salt, length, options) });
});`;

interface Derivation {
  password: string;
  salt: Buffer;
  length: number;
  options: { N: number; r: number; p: number; maxmem: number };
}

async function derive(input: Derivation, signal?: AbortSignal): Promise<Buffer> {
  return Buffer.from((await pool.run('scrypt', input, signal)) as Uint8Array);
}

/** `scrypt$N$r$p$salt$key`, the last two in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const options = { ...COST, maxmem: MAX_MEMORY };
  const key = await derive({ password, salt, length: KEY_LENGTH, options });
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * False too for a hash that is of another kind.
 * @param signal drops a check that was not begun
 * @throws LavaError `too-many-requests` when too many wait, `canceled`
 */
export async function checkPassword(password: string, hash: string, signal?: AbortSignal): Promise<boolean> {
  const [kind, N, r, p, salt = '', key = ''] = hash.split('$');
  if (kind !== 'scrypt') return false;
  const expected = Buffer.from(key, 'base64url');
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem: MAX_MEMORY };
  const input = { password, salt: Buffer.from(salt, 'base64url'), length: expected.length, options };
  const found = await derive(input, signal);
  return timingSafeEqual(found, expected);
}

let decoy: Promise<string> | undefined;

/** Takes as long as a real check, so that an answer's delay does not reveal which users exist. Always false. */
export async function checkNothing(password: string, signal?: AbortSignal): Promise<false> {
  decoy ??= hashPassword(randomBytes(8).toString('hex'));
  await checkPassword(password, await decoy, signal);
  return false;
}
