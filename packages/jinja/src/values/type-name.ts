// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from '@lava/yaml/float.ts';
import { YamlTimestamp } from '@lava/yaml/timestamp.ts';
import { PyTuple } from '@lava/yaml/tuple.ts';
import { PyObject } from './object.ts';
import { Undefined } from './undefined.ts';
import { DictView, PyIterator, PyRange } from './views.ts';

/** Python's name of a value's type, for messages. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'number':
    case 'bigint':
      return 'int';
    case 'boolean':
      return 'bool';
  }
  if (value === null) return 'NoneType';
  if (value instanceof PyFloat) return 'float';
  if (value instanceof PyTuple) return 'tuple';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Map) return 'dict';
  if (value instanceof Set) return 'set';
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof DictView) return `dict_${value.kind}`;
  if (value instanceof PyRange) return 'range';
  if (value instanceof PyIterator || value instanceof PyObject) return value.typeName;
  if (value instanceof YamlTimestamp) return value.isDate ? 'datetime.date' : 'datetime.datetime';
  if (value instanceof Uint8Array) return 'bytes';
  return 'object';
}
