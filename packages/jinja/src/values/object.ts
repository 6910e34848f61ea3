// SPDX-License-Identifier: Apache-2.0
import type { Meter } from '../runtime/meter.ts';

/** Keyword arguments of a call, in the order given. */
export type Kwargs = ReadonlyMap<string, unknown>;

/** Services that operations need of the rendering they are part of. */
export interface Runtime {
  readonly meter: Meter;
  filter(name: string): PyFunction;
  test(name: string): PyFunction;
  hasFilter(name: string): boolean;
  hasTest(name: string): boolean;
  /** `value.name` by the rules of the sandbox. */
  attribute(value: unknown, name: string): unknown;
  /** `value[key]` by the rules of the sandbox. */
  item(value: unknown, key: unknown): unknown;
}

/**
 * A value that is neither data nor a function: `loop`, `self`, a namespace, an imported template. Its attributes are what
 * `attribute` answers and nothing else, so no JavaScript property can be reached from a template.
 */
export abstract class PyObject {
  abstract readonly typeName: string;

  attribute(_name: string): unknown {
    return undefined;
  }

  repr(): string {
    return `<${this.typeName} object>`;
  }

  str(): string {
    return this.repr();
  }
}

/** A value that can be called. */
export abstract class PyCallable extends PyObject {
  readonly typeName: string = 'function';

  abstract call(runtime: Runtime, args: unknown[], kwargs: Kwargs | undefined): unknown;
}

/** A built-in: filter, test, method or global. Closed: its only way in is `call`. */
export abstract class PyFunction extends PyCallable {
  abstract readonly name: string;
}
