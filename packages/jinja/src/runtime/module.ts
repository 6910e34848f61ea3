// SPDX-License-Identifier: Apache-2.0
import { PyObject } from '../values/object.ts';
import { repr } from '../values/text.ts';

/** An imported template: what it exports, and its text. */
export class TemplateModule extends PyObject {
  readonly typeName = 'TemplateModule';
  readonly name: string;
  readonly #exports: ReadonlyMap<string, unknown>;
  readonly #text: string;

  constructor(name: string, exports: ReadonlyMap<string, unknown>, text: string) {
    super();
    this.name = name;
    this.#exports = exports;
    this.#text = text;
  }

  override attribute(name: string): unknown {
    return this.#exports.get(name);
  }

  override repr(): string {
    return `<TemplateModule ${repr(this.name)}>`;
  }

  override str(): string {
    return this.#text;
  }
}
