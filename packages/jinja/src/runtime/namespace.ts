// SPDX-License-Identifier: Apache-2.0
import type { PyDict } from '@lava/yaml/dict.ts';
import { PyObject } from '../values/object.ts';
import { repr } from '../values/text.ts';

/** What `namespace()` gives: attributes that inner scopes can assign to. */
export class Namespace extends PyObject {
  readonly typeName = 'Namespace';
  readonly #attributes: PyDict;

  constructor(attributes: PyDict) {
    super();
    this.#attributes = attributes;
  }

  override attribute(name: string): unknown {
    return this.#attributes.get(name);
  }

  set(name: string, value: unknown): void {
    this.#attributes.set(name, value);
  }

  override repr(): string {
    return `<Namespace ${repr(this.#attributes)}>`;
  }
}
