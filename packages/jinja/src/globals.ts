// SPDX-License-Identifier: Apache-2.0
import { PyDict } from '@lava/yaml/dict.ts';
import { fillDict } from './methods/dict.ts';
import { fail } from './runtime/failure.ts';
import { MAX_RANGE } from './runtime/limits.ts';
import { Namespace } from './runtime/namespace.ts';
import { BoundMethod, native } from './values/native.ts';
import { intArgument } from './values/number.ts';
import { type Kwargs, PyCallable, PyObject, type Runtime } from './values/object.ts';
import { PyRange } from './values/views.ts';

const next = native('next(self)', (_, cycler: Cycler) => cycler.next());
const reset = native('reset(self)', (_, cycler: Cycler) => cycler.reset());

class Cycler extends PyObject {
  readonly typeName = 'Cycler';
  readonly #items: unknown[];
  #position = 0;

  constructor(items: unknown[]) {
    super();
    this.#items = items;
  }

  next(): unknown {
    const item = this.#items[this.#position];
    this.#position = (this.#position + 1) % this.#items.length;
    return item;
  }

  reset(): null {
    this.#position = 0;
    return null;
  }

  override attribute(name: string): unknown {
    if (name === 'current') return this.#items[this.#position];
    if (name === 'next') return new BoundMethod(this, next);
    return name === 'reset' ? new BoundMethod(this, reset) : undefined;
  }
}

class Joiner extends PyCallable {
  override readonly typeName = 'Joiner';
  readonly #separator: unknown;
  #used = false;

  constructor(separator: unknown) {
    super();
    this.#separator = separator;
  }

  call(): unknown {
    if (this.#used) return this.#separator;
    this.#used = true;
    return '';
  }
}

function range(first: unknown, second: unknown, third: unknown): PyRange {
  const [start, stop] =
    second === undefined ? [0, intArgument(first)] : [intArgument(first), intArgument(second)];
  const step = third === undefined ? 1 : intArgument(third);
  if (step === 0) fail('ValueError', 'range() arg 3 must not be zero');
  const made = new PyRange(start, stop, step);
  if (made.length > MAX_RANGE)
    fail('OverflowError', `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE}).`);
  return made;
}

function filled(runtime: Runtime, source: unknown, fields: Kwargs): PyDict {
  const dict = new PyDict();
  fillDict(runtime, dict, source, fields);
  return dict;
}

/** The globals of jinja2's sandbox; `lipsum` only says that it is left out. */
export const GLOBALS: ReadonlyMap<string, PyCallable> = new Map(
  [
    native('cycler(*items)', (_, items: unknown[]) => {
      if (items.length === 0) fail('TypeError', 'at least one item has to be provided');
      return new Cycler(items);
    }),
    native('dict(source=, **fields)', (rt, source, fields: Kwargs) => filled(rt, source, fields)),
    native('lipsum(n=, html=, min=, max=)', () =>
      fail('TypeError', 'lipsum of jinja2 is not supported here'),
    ),
    native('joiner(sep=)', (_, separator: unknown = ', ') => new Joiner(separator)),
    native(
      'namespace(source=, **fields)',
      (rt, source, fields: Kwargs) => new Namespace(filled(rt, source, fields)),
    ),
    native('range(start, stop=, step=)', (_, start, stop, step) => range(start, stop, step)),
  ].map((f) => [f.name, f]),
);
