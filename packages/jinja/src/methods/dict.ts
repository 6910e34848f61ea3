// SPDX-License-Identifier: Apache-2.0

import { PyDict } from '@lava/yaml/dict.ts';
import { tupleOf } from '@lava/yaml/tuple.ts';
import { fail } from '../runtime/failure.ts';
import { isKey } from '../values/hashable.ts';
import { iterate } from '../values/iterate.ts';
import { native, table } from '../values/native.ts';
import type { Kwargs, Runtime } from '../values/object.ts';
import { repr } from '../values/text.ts';
import { typeName } from '../values/type-name.ts';
import { DictView } from '../values/views.ts';

/** Python's `dict(source, **fields)` into an existing dictionary. */
export function fillDict(runtime: Runtime, dict: PyDict, source: unknown, fields: Kwargs): void {
  if (source instanceof Map) {
    for (const [key, value] of source) put(runtime, dict, key, value);
  } else if (source !== undefined) {
    for (const [i, pair] of iterate(runtime, source).entries()) {
      const items = iterate(runtime, pair);
      if (items.length !== 2) {
        fail(
          'ValueError',
          `dictionary update sequence element #${i} has length ${items.length}; 2 is required`,
        );
      }
      put(runtime, dict, items[0], items[1]);
    }
  }
  for (const [key, value] of fields) put(runtime, dict, key, value);
}

/** Sets an entry after checking that the key can be one. */
export function put(runtime: Runtime, dict: PyDict, key: unknown, value: unknown): void {
  dict.set(keyOf(key), value);
  runtime.meter.spend(16);
}

function keyOf(key: unknown): unknown {
  return isKey(key) ? key : fail('TypeError', `unhashable type: '${typeName(key)}'`);
}

function pop(dict: PyDict, key: unknown, fallback: unknown): unknown {
  const value = dict.get(keyOf(key));
  if (value === undefined) return fallback === undefined ? fail('KeyError', repr(key)) : fallback;
  dict.delete(key);
  return value;
}

function popItem(dict: PyDict): unknown {
  const last = [...dict].at(-1);
  if (!last) return fail('KeyError', "'popitem(): dictionary is empty'");
  dict.delete(last[0]);
  return tupleOf(last);
}

function setDefault(runtime: Runtime, dict: PyDict, key: unknown, fallback: unknown): unknown {
  const value = dict.get(keyOf(key));
  if (value !== undefined) return value;
  put(runtime, dict, key, fallback);
  return fallback;
}

export const DICT_METHODS = table(
  native('clear(self)', (_, dict: PyDict) => {
    dict.clear();
    return null;
  }),
  native('copy(self)', (rt, dict: PyDict) => {
    rt.meter.spend(dict.size * 16);
    return new PyDict(dict);
  }),
  native('get(self, key, default=)', (_, dict: PyDict, key: unknown, fallback: unknown = null) => {
    const value = dict.get(keyOf(key));
    return value === undefined ? fallback : value;
  }),
  native('items(self)', (_, dict: PyDict) => new DictView(dict, 'items')),
  native('keys(self)', (_, dict: PyDict) => new DictView(dict, 'keys')),
  native('pop(self, key, default=)', (_, dict: PyDict, key, fallback) => pop(dict, key, fallback)),
  native('popitem(self)', (_, dict: PyDict) => popItem(dict)),
  native('setdefault(self, key, default=)', (rt, dict: PyDict, key: unknown, fallback: unknown = null) =>
    setDefault(rt, dict, key, fallback),
  ),
  native('update(self, other=, **fields)', (rt, dict: PyDict, other: unknown, fields: Kwargs) => {
    fillDict(rt, dict, other, fields);
    return null;
  }),
  native('values(self)', (_, dict: PyDict) => new DictView(dict, 'values')),
);
