// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from '@lava/yaml/float.ts';
import { Undefined } from './undefined.ts';
import { DictView, PyRange } from './views.ts';

/** Python's `bool()`. */
export function truthy(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map || value instanceof Set) return value.size > 0;
  if (value instanceof PyFloat) return value.value !== 0;
  if (value instanceof DictView) return value.dict.size > 0;
  if (value instanceof PyRange || value instanceof Uint8Array) return value.length > 0;
  return !(value instanceof Undefined);
}
