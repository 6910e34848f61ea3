// SPDX-License-Identifier: Apache-2.0
import { fail } from '../runtime/failure.ts';
import { iterate } from '../values/iterate.ts';
import { type Native, native } from '../values/native.ts';
import type { Kwargs, Runtime } from '../values/object.ts';
import { str } from '../values/text.ts';
import { truthy } from '../values/truth.ts';
import { PyIterator } from '../values/views.ts';
import { attributeGetter } from './attribute.ts';

function* mapped(runtime: Runtime, value: unknown, args: unknown[], kwargs: Kwargs) {
  if (!truthy(value)) return;
  const convert = conversion(runtime, args, kwargs);
  for (const item of iterate(runtime, value)) {
    runtime.meter.tick();
    yield convert(item);
  }
}

function conversion(runtime: Runtime, args: unknown[], kwargs: Kwargs): (item: unknown) => unknown {
  if (args.length === 0 && kwargs.has('attribute')) {
    const odd = [...kwargs.keys()].find((name) => name !== 'attribute' && name !== 'default');
    if (odd !== undefined) fail('TypeError', `Unexpected keyword argument '${odd}'`);
    return attributeGetter(runtime, kwargs.get('attribute'), kwargs.get('default'));
  }
  if (args.length === 0) return fail('TypeError', 'map requires a filter argument');
  const filter = runtime.filter(str(args[0]));
  const rest = args.slice(1);
  return (item) => filter.call(runtime, [item, ...rest], kwargs.size > 0 ? kwargs : undefined);
}

function* selected(
  runtime: Runtime,
  value: unknown,
  args: unknown[],
  kwargs: Kwargs,
  keep: boolean,
  byAttribute: boolean,
) {
  if (!truthy(value)) return;
  if (byAttribute && args.length === 0) fail('TypeError', 'Missing parameter for attribute name');
  const get = byAttribute ? attributeGetter(runtime, args[0]) : (item: unknown) => item;
  const accepts = predicate(runtime, byAttribute ? args.slice(1) : args, kwargs);
  for (const item of iterate(runtime, value)) {
    runtime.meter.tick();
    if (accepts(get(item)) === keep) yield item;
  }
}

function predicate(runtime: Runtime, args: unknown[], kwargs: Kwargs): (item: unknown) => boolean {
  if (args.length === 0) return truthy;
  const test = runtime.test(str(args[0]));
  const rest = args.slice(1);
  return (item) => truthy(test.call(runtime, [item, ...rest], kwargs.size > 0 ? kwargs : undefined));
}

function selection(name: string, keep: boolean, byAttribute: boolean): Native {
  return native(
    `${name}(value, *args, **kwargs)`,
    (rt, value, args: unknown[], kwargs: Kwargs) =>
      new PyIterator(selected(rt, value, args, kwargs, keep, byAttribute)),
  );
}

/** Filters that apply other filters or tests to each item. */
export const SELECT_FILTERS: readonly Native[] = [
  native(
    'map(value, *args, **kwargs)',
    (rt, value, args: unknown[], kwargs: Kwargs) => new PyIterator(mapped(rt, value, args, kwargs)),
  ),
  selection('reject', false, false),
  selection('rejectattr', false, true),
  selection('select', true, false),
  selection('selectattr', true, true),
];
