// SPDX-License-Identifier: Apache-2.0
import { fail } from '../runtime/failure.ts';
import type { Runtime } from './object.ts';
import { typeName } from './type-name.ts';
import { Undefined } from './undefined.ts';
import { DictView, PyIterator, PyRange } from './views.ts';

/** Items of what Python would iterate over; may be the list itself, so it must not be changed. Undefined has none. */
export function iterate(runtime: Runtime, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') {
    runtime.meter.spend(value.length * 8);
    return isAstral(value) ? [...value] : value.split('');
  }
  if (value instanceof Map) return spent(runtime, value.size, () => [...value.keys()]);
  if (value instanceof Set) return spent(runtime, value.size, () => [...value]);
  if (value instanceof DictView) return spent(runtime, value.dict.size, () => value.list());
  if (value instanceof PyRange) return spent(runtime, value.length, () => value.list());
  if (value instanceof PyIterator) return value.drain();
  if (value instanceof Undefined) return [];
  if (value instanceof Uint8Array) return [...value];
  return fail('TypeError', `'${typeName(value)}' object is not iterable`);
}

export function isIterable(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    Array.isArray(value) ||
    value instanceof Map ||
    value instanceof Set ||
    value instanceof DictView ||
    value instanceof PyRange ||
    value instanceof PyIterator ||
    value instanceof Undefined ||
    value instanceof Uint8Array
  );
}

/** Python's `len()`. */
export function lengthOf(value: unknown): number {
  if (typeof value === 'string') return codePoints(value);
  if (Array.isArray(value) || value instanceof PyRange || value instanceof Uint8Array) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  if (value instanceof DictView) return value.dict.size;
  if (value instanceof Undefined) return 0;
  return fail('TypeError', `object of type '${typeName(value)}' has no len()`);
}

/** Characters of a text as Python counts them. */
export function codePoints(text: string): number {
  return isAstral(text) ? unitOffset(text, Number.POSITIVE_INFINITY).points : text.length;
}

/** Where a text's nth character starts, in JavaScript's units; how many characters there are before it. */
export function unitOffset(text: string, index: number): { offset: number; points: number } {
  let offset = 0;
  let points = 0;
  for (; offset < text.length && points < index; points++) offset += isPair(text, offset) ? 2 : 1;
  return { offset, points };
}

function isPair(text: string, offset: number): boolean {
  return (text.charCodeAt(offset) & 0xfc00) === 0xd800 && (text.charCodeAt(offset + 1) & 0xfc00) === 0xdc00;
}

/** Holds characters that JavaScript counts as two. */
export function isAstral(text: string): boolean {
  return /[\ud800-\udfff]/.test(text);
}

function spent(runtime: Runtime, count: number, make: () => unknown[]): unknown[] {
  runtime.meter.spend(count * 8);
  return make();
}
