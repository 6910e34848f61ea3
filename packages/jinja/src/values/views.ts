// SPDX-License-Identifier: Apache-2.0
import type { PyDict } from '@lava/yaml/dict.ts';
import { tupleOf } from '@lava/yaml/tuple.ts';

/** What `dict.items()`, `.keys()` and `.values()` give: live, countable, not subscriptable. */
export class DictView {
  readonly dict: PyDict;
  readonly kind: 'items' | 'keys' | 'values';

  constructor(dict: PyDict, kind: 'items' | 'keys' | 'values') {
    this.dict = dict;
    this.kind = kind;
  }

  list(): unknown[] {
    if (this.kind === 'keys') return [...this.dict.keys()];
    if (this.kind === 'values') return [...this.dict.values()];
    return Array.from(this.dict, tupleOf);
  }
}

/** What `range()` gives: numbers made when asked for. */
export class PyRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number;

  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }

  list(): number[] {
    return Array.from({ length: this.length }, (_, i) => this.start + i * this.step);
  }
}

/** A Python iterator or generator, as `map`, `select` and `reverse` give: can be read once, has no length, is true. */
export class PyIterator {
  readonly typeName: string;
  #items: Iterator<unknown>;

  constructor(items: Iterable<unknown>, typeName = 'generator') {
    this.#items = items[Symbol.iterator]();
    this.typeName = typeName;
  }

  /** What was not read yet; afterwards nothing is left. */
  drain(): unknown[] {
    const items: unknown[] = [];
    for (let next = this.#items.next(); !next.done; next = this.#items.next()) items.push(next.value);
    return items;
  }

  /** The next item, or JavaScript's undefined at the end. */
  next(): unknown {
    const next = this.#items.next();
    return next.done ? undefined : next.value;
  }
}
