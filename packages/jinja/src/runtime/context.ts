// SPDX-License-Identifier: Apache-2.0
import type { Frame } from './frame.ts';
import type { Output } from './output.ts';

/** One template's version of a block. */
export interface BlockCode {
  run: (frame: Frame, out: Output) => void;
  required: boolean;
}

/**
 * The variables of one rendering of a template and of those it extends: what top-level statements have set, before what
 * the caller gave, before the globals. Knows each block's versions, the most derived first.
 */
export class TemplateContext {
  readonly blocks: Map<string, BlockCode[]>;
  readonly templateName: string;
  readonly #values: Map<string, unknown>;
  /** Names that top-level statements set here, those of imports left out; kept only for templates that are imported. */
  readonly #own: Set<string> | undefined;

  /** @param values given variables and globals; the context keeps the map and adds to it */
  constructor(
    templateName: string,
    values: Map<string, unknown>,
    blocks: Map<string, BlockCode[]>,
    own?: Set<string>,
  ) {
    this.#own = own;
    this.templateName = templateName;
    this.#values = values;
    this.blocks = blocks;
  }

  /** JavaScript's undefined when there is none. */
  resolve(name: string): unknown {
    return this.#values.get(name);
  }

  /** Set by a top-level statement: visible in blocks, parents and, unless imported itself, to importers. */
  set(name: string, value: unknown, imported = false): void {
    this.#values.set(name, value);
    if (imported) this.#own?.delete(name);
    else this.#own?.add(name);
  }

  /** What a template that imports this one can reach: names that do not start with an underscore. */
  exports(): Map<string, unknown> {
    const exports = new Map<string, unknown>();
    for (const name of this.#own ?? []) if (!name.startsWith('_')) exports.set(name, this.#values.get(name));
    return exports;
  }

  /** Everything, as an included template sees it. */
  all(): Map<string, unknown> {
    return new Map(this.#values);
  }

  /** The same blocks with further variables, for scoped blocks. */
  derived(locals: Iterable<[string, unknown]>): TemplateContext {
    const values = this.all();
    for (const [name, value] of locals) values.set(name, value);
    return new TemplateContext(this.templateName, values, this.blocks);
  }
}
