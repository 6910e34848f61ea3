// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { forApp, isOfApp, newRecoveryCodes, newSecret, plainCode, stepOf, waitAfter } from './codes.ts';

/** Of the test vectors of RFC 6238, appendix B, whose last six digits are the code. */
const SECRET = Buffer.from('12345678901234567890');
const at = (seconds: number) => new Date(seconds * 1_000);

describe('a code of an app', () => {
  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_234_567_890, '005924', 41_152_263],
    [20_000_000_000, '353130', 666_666_666],
  ])('at %i s is %s, of step %i', (seconds, code, step) => {
    expect(stepOf(SECRET, code, at(seconds))).toBe(step);
  });

  it('is of its own step also when the clock is one step off, and of no other', () => {
    const seconds = 1_234_567_890;
    for (const off of [-30, 0, 30]) expect(stepOf(SECRET, '005924', at(seconds + off))).toBe(41_152_263);
    for (const off of [-60, 60, 86_400]) expect(stepOf(SECRET, '005924', at(seconds + off))).toBeUndefined();
  });

  it('fits its own secret only, and is six digits', () => {
    expect(stepOf(newSecret(), '287082', at(59))).toBeUndefined();
    for (const wrong of ['', '28708', '2870822', 'abcdef', '94287082'])
      expect(stepOf(SECRET, wrong, at(59))).toBeUndefined();
    expect(['005924', '5924', 'abcdef', '٠٠٥٩٢٤'].map(isOfApp)).toEqual([true, false, false, false]);
  });
});

it('an app gets the secret with names of the server and the account, however they are written', () => {
  const { secret, address } = forApp(SECRET, 'ann b+c', '[2001:db8::1]:8080');
  expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  const { protocol, host, pathname, searchParams } = new URL(address);
  expect([protocol, host]).toEqual(['otpauth:', 'totp']);
  const [issuer, account, ...more] = decodeURIComponent(pathname).slice(1).split(':');
  expect([issuer, account, more]).toEqual(['LAVA [2001.db8..1].8080', 'ann b+c', []]);
  expect(Object.fromEntries(searchParams)).toEqual({
    ...{ issuer, secret, algorithm: 'SHA1', digits: '6', period: '30' },
  });
});

it('a recovery code is one of ten that nobody guesses, and is found however it is typed', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
  const [code = ''] = codes;
  expect(plainCode(` ${code.toUpperCase().replaceAll('-', ' ')}\n`)).toBe(code.replaceAll('-', ''));
  expect(isOfApp(plainCode(code))).toBe(false);
});

it('wrong codes cost more and more time, at most an hour', () => {
  expect([0, 1, 4].map(waitAfter)).toEqual([0, 0, 0]);
  expect([5, 6, 7, 10, 11, 2_000].map((wrong) => waitAfter(wrong) / 60_000)).toEqual([1, 2, 4, 32, 60, 60]);
});
