// SPDX-License-Identifier: Apache-2.0
import { equal } from '../values/compare.ts';
import { BoundMethod, native } from '../values/native.ts';
import { type Kwargs, PyCallable, type Runtime } from '../values/object.ts';
import { Undefined } from '../values/undefined.ts';
import { fail } from './failure.ts';

const cycle = native('cycle(self, *items)', (_, loop: LoopContext, items: unknown[]) => {
  if (items.length === 0) fail('TypeError', 'no items for cycling given');
  return items[loop.index0 % items.length];
});

const changed = native('changed(self, *values)', (_, loop: LoopContext, values: unknown[]) =>
  loop.changed(values),
);

/** `loop` inside of a for loop; called in a recursive one, it runs the loop over other items. */
export class LoopContext extends PyCallable {
  override readonly typeName = 'LoopContext';
  index0 = 0;
  readonly #items: readonly unknown[];
  readonly #depth0: number;
  readonly #recurse: ((items: unknown, depth: number) => string) | undefined;
  #lastValues: unknown[] | undefined;

  constructor(
    items: readonly unknown[],
    depth0: number,
    recurse?: (items: unknown, depth: number) => string,
  ) {
    super();
    this.#items = items;
    this.#depth0 = depth0;
    this.#recurse = recurse;
  }

  changed(values: unknown[]): boolean {
    const same = this.#lastValues !== undefined && equal(this.#lastValues, values);
    this.#lastValues = values;
    return !same;
  }

  override attribute(name: string): unknown {
    const { length } = this.#items;
    switch (name) {
      case 'index':
        return this.index0 + 1;
      case 'index0':
        return this.index0;
      case 'revindex':
        return length - this.index0;
      case 'revindex0':
        return length - this.index0 - 1;
      case 'first':
        return this.index0 === 0;
      case 'last':
        return this.index0 === length - 1;
      case 'length':
        return length;
      case 'depth':
        return this.#depth0 + 1;
      case 'depth0':
        return this.#depth0;
      case 'previtem':
        return this.index0 > 0 ? this.#items[this.index0 - 1] : new Undefined('there is no previous item');
      case 'nextitem':
        return this.index0 < length - 1
          ? this.#items[this.index0 + 1]
          : new Undefined('there is no next item');
      case 'cycle':
        return new BoundMethod(this, cycle);
      case 'changed':
        return new BoundMethod(this, changed);
      default:
        return undefined;
    }
  }

  call(_runtime: Runtime, args: unknown[], _kwargs: Kwargs | undefined): string {
    if (!this.#recurse) {
      return fail('TypeError', "The loop must have the 'recursive' marker to be called recursively.");
    }
    if (args.length !== 1) fail('TypeError', 'loop() takes exactly one argument');
    return this.#recurse(args[0], this.#depth0 + 1);
  }

  override repr(): string {
    return `<LoopContext ${this.index0 + 1}/${this.#items.length}>`;
  }
}
