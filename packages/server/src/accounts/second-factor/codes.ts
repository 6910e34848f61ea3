// SPDX-License-Identifier: Apache-2.0
import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** Codes of a second factor (RFC 6238), and those for somebody who has lost it. No database, no clock. */

/** What every app can do: others know SHA-1, six digits and 30 seconds only. */
const KIND = { algorithm: 'SHA1', digits: 6, period: 30 };
/** RFC 4226 recommends 160 bits. */
const SECRET_BYTES = 20;
/** Steps that the clock of a telephone may be off, each way. */
const TOLERANCE = 1;
/** Wrong codes that cost no time; after them each waits twice as long as the one before. */
const FREE = 5;
const LONGEST_WAIT = 60 * 60_000;
const RECOVERY_CODES = 10;
/** 32 of them, so that 16 letters are 80 bits; without i, l, o and u, which people misread. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

export function newSecret(): Buffer {
  return Buffer.from(new Secret({ size: SECRET_BYTES }).bytes);
}

/** What an app takes: by itself, and as the address in a QR code. @param host of the server, by which an app with many names it */
export function forApp(secret: Buffer, username: string, host: string): { secret: string; address: string } {
  // A colon separates the two names in the address.
  const issuer = `LAVA ${host.replaceAll(':', '.')}`.slice(0, 100);
  const totp = new TOTP({ ...KIND, issuer, label: username, secret: secretOf(secret) });
  return { secret: totp.secret.base32, address: totp.toString() };
}

/** Which step of 30 seconds the code is of; undefined: it is not of now. */
export function stepOf(secret: Buffer, code: string, now: Date): number | undefined {
  const timestamp = now.getTime();
  const delta = TOTP.validate({
    ...KIND,
    token: code,
    secret: secretOf(secret),
    timestamp,
    window: TOLERANCE,
  });
  return delta === null ? undefined : TOTP.counter({ ...KIND, timestamp }) + delta;
}

/** How long nothing is tried after so many wrong codes, milliseconds. */
export function waitAfter(wrong: number): number {
  return wrong < FREE ? 0 : Math.min(60_000 * 2 ** (wrong - FREE), LONGEST_WAIT);
}

export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: 16 }, (_, at) => {
      const letter = LETTERS[randomInt(LETTERS.length)];
      return at % 4 === 0 && at > 0 ? `-${letter}` : letter;
    }).join(''),
  );
}

/** A code as it is stored or compared, however somebody has typed it. */
export function plainCode(typed: string): string {
  return typed.replace(/[\s-]/g, '').toLowerCase();
}

/** Six digits are a code of the app, anything else is meant as a recovery code. */
export function isOfApp(plain: string): boolean {
  return /^\d{6}$/.test(plain);
}

function secretOf(secret: Buffer): Secret {
  return new Secret({ buffer: Uint8Array.from(secret).buffer });
}
