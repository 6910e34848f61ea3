// SPDX-License-Identifier: Apache-2.0
import { PyDict } from '@lava/yaml/dict.ts';
import { DICT_METHODS } from '../methods/dict.ts';
import { type Native, native } from '../values/native.ts';
import type { Runtime } from '../values/object.ts';
import { str } from '../values/text.ts';
import { truthy } from '../values/truth.ts';
import { Undefined } from '../values/undefined.ts';
import { toJson } from './json.ts';
import { LIST_FILTERS } from './list.ts';
import { NUMBER_FILTERS } from './number.ts';
import { SELECT_FILTERS } from './select.ts';
import { TEXT_FILTERS } from './text.ts';

/** Unlike `obj.name` this never looks for an entry of that key. */
function attributeOnly(runtime: Runtime, value: unknown, name: string): unknown {
  if (value instanceof PyDict && !DICT_METHODS.has(name))
    return new Undefined(`'dict object' has no attribute '${name}'`);
  return runtime.attribute(value, name);
}

const GENERAL_FILTERS: readonly Native[] = [
  native('attr(obj, name)', (rt: Runtime, obj, name) => attributeOnly(rt, obj, str(name))),
  native(
    'default(value, default_value=, boolean=)',
    (_, value: unknown, fallback: unknown = '', boolean: unknown = false) =>
      value instanceof Undefined || (truthy(boolean) && !truthy(value)) ? fallback : value,
  ),
  native('tojson(value, indent=)', (rt, value, indent) => toJson(rt, value, indent)),
];

const ALIASES: Record<string, string> = { count: 'length', d: 'default', e: 'escape' };

/** The filters of jinja2 3.1 without `urlize`. `escape` and `safe` give plain text: nothing is escaped by itself here. */
export const FILTERS: ReadonlyMap<string, Native> = withAliases([
  ...GENERAL_FILTERS,
  ...LIST_FILTERS,
  ...NUMBER_FILTERS,
  ...SELECT_FILTERS,
  ...TEXT_FILTERS,
]);

function withAliases(filters: readonly Native[]): ReadonlyMap<string, Native> {
  const byName = new Map(filters.map((filter) => [filter.name, filter]));
  for (const [alias, name] of Object.entries(ALIASES)) {
    const filter = byName.get(name);
    if (filter) byName.set(alias, filter);
  }
  return byName;
}
