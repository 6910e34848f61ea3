// SPDX-License-Identifier: Apache-2.0
import { fail } from '../runtime/failure.ts';
import { native, table } from '../values/native.ts';
import { repr } from '../values/text.ts';
import { textArgument } from './text-argument.ts';

/** Largest character of each single-byte encoding that templates may name. */
const SINGLE_BYTE: Readonly<Record<string, number>> = { ascii: 0x7f, 'latin-1': 0xff };
const ALIASES: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  'utf-8': 'utf-8',
  ascii: 'ascii',
  'us-ascii': 'ascii',
  latin1: 'latin-1',
  'latin-1': 'latin-1',
  'iso-8859-1': 'latin-1',
};

function encodingOf(name: unknown): string {
  const text = name === undefined ? 'utf-8' : textArgument(name, 'encoding');
  const known = ALIASES[text.toLowerCase().replaceAll('_', '-')];
  return (
    known ??
    fail('ValueError', `the encoding ${repr(text)} is not supported here: take utf-8, ascii or latin-1`)
  );
}

/** Python's `str.encode()` for the encodings that a device can be meant to have. */
export function encode(text: string, encoding: unknown, errors?: unknown): Uint8Array {
  const name = encodingOf(encoding);
  const limit = SINGLE_BYTE[name];
  if (limit === undefined) {
    if (!text.isWellFormed()) fail('ValueError', "'utf-8' codec can't encode a lone surrogate");
    return new TextEncoder().encode(text);
  }
  const otherwise = errors === undefined ? 'strict' : textArgument(errors, 'errors');
  const bytes = Array.from(text).flatMap((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code <= limit) return code;
    if (otherwise === 'ignore') return [];
    if (otherwise === 'replace') return '?'.charCodeAt(0);
    if (otherwise !== 'strict') fail('ValueError', `errors=${repr(otherwise)} is not supported here`);
    return fail('ValueError', `'${name}' codec can't encode ${repr(character)}`);
  });
  return Uint8Array.from(bytes);
}

function decode(bytes: Uint8Array, encoding: unknown): string {
  const name = encodingOf(encoding);
  const limit = SINGLE_BYTE[name];
  if (limit !== undefined) {
    if (bytes.some((byte) => byte > limit)) fail('ValueError', `'${name}' codec can't decode the bytes`);
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return fail('ValueError', "'utf-8' codec can't decode the bytes");
  }
}

/** Methods of `bytes`: the way back to text. */
export const BYTES_METHODS = table(
  native('decode(self, encoding=)', (rt, bytes: Uint8Array, encoding) => {
    rt.meter.spend(bytes.length);
    return decode(bytes, encoding);
  }),
  native('hex(self)', (rt, bytes: Uint8Array) => {
    rt.meter.spend(bytes.length * 2);
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }),
);
