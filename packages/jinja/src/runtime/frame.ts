// SPDX-License-Identifier: Apache-2.0
import type { Runtime } from '../values/object.ts';
import type { TemplateModule } from './module.ts';
import type { Output } from './output.ts';

/** One template's version of a block. */
export interface BlockCode {
  run: (frame: Frame, out: Output) => void;
  scope: ScopeNames;
  /** Which of `self` and `super` it reads. */
  uses: ReadonlySet<string>;
  required: boolean;
}

/** A compiled template. */
export interface Renderable {
  readonly name: string;
  readonly blocks: ReadonlyMap<string, BlockCode>;
  readonly scope: ScopeNames;
  readonly usesSelf: boolean;
  readonly run: (frame: Frame, out: Output) => void;
}

/** What statements ask of the rendering that they are part of. */
export interface Services extends Runtime {
  output(): Output;
  /** Modules of templates that were imported without context. */
  readonly modules: Map<Renderable, TemplateModule>;
  template(name: string): Renderable;
  firstTemplate(names: readonly string[]): Renderable;
  /**
   * Renders a template with its own context, into an output that may be shared.
   *
   * @param own collects the names that the template sets, when somebody imports them
   */
  run(
    template: Renderable,
    given: ReadonlyMap<string, unknown>,
    out: Output,
    own?: Set<string>,
  ): TemplateContext;
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

/** Which template the current one has turned out to extend; once it has, its own text outside of blocks is dropped. */
export interface Extending {
  parent: Renderable | undefined;
}

/** The block that is running, for `super()`. */
export interface BlockPlace {
  name: string;
  /** Index into the context's versions of the block. */
  index: number;
}

/** The names of a scope, as the compiler found them. */
export interface ScopeNames {
  /** Where each name's value comes from as the scope begins; see `Origin` of the compiler. */
  readonly loads: readonly (readonly [name: string, origin: 'resolve' | 'outer' | 'nothing' | 'given'])[];
  /** Names that its statements assign. */
  readonly stores: ReadonlySet<string>;
}

/** A scope of variables: the template itself, a block, a loop's round, a macro call. */
export class Frame {
  readonly rendering: Services;
  readonly context: TemplateContext;
  readonly parent: Frame | undefined;
  /** Assignments go to the context: the root of a template, `if` included. */
  readonly toplevel: boolean;
  /** Absent where output is always wanted: blocks, macros, captured text. */
  readonly extending: Extending | undefined;
  /** Every name that the scope knows; JavaScript's undefined for those without a value. */
  readonly #locals = new Map<string, unknown>();
  /** Names that its statements assign. */
  readonly #stores: ReadonlySet<string>;

  constructor(
    rendering: Services,
    context: TemplateContext,
    scope: ScopeNames,
    options: {
      parent?: Frame;
      toplevel?: boolean;
      extending?: Extending | undefined;
    },
  ) {
    this.rendering = rendering;
    this.context = context;
    this.parent = options.parent;
    this.toplevel = options.toplevel ?? false;
    this.extending = options.extending;
    this.#stores = scope.stores;
    for (const [name, origin] of scope.loads) {
      const value =
        origin === 'resolve'
          ? context.resolve(name)
          : origin === 'outer'
            ? options.parent?.get(name)
            : undefined;
      this.#locals.set(name, value);
    }
  }

  /** A scope inside of this one. */
  inner(scope: ScopeNames): Frame {
    return new Frame(this.rendering, this.context, scope, {
      parent: this,
      extending: this.extending,
    });
  }

  /** A scope inside of this one whose output is wanted even in a template that extends another. */
  capturing(scope: ScopeNames): Frame {
    return new Frame(this.rendering, this.context, scope, { parent: this });
  }

  /** The value in the innermost scope that knows the name; JavaScript's undefined when it has none. */
  get(name: string): unknown {
    for (let frame: Frame | undefined = this; frame; frame = frame.parent) {
      const value = frame.#locals.get(name);
      if (value !== undefined || frame.#locals.has(name)) return value;
    }
    return undefined;
  }

  set(name: string, value: unknown): void {
    this.#locals.set(name, value);
    if (this.toplevel) this.context.set(name, value);
  }

  /** Sets a variable of this very scope, e.g. a parameter. */
  declare(name: string, value: unknown): void {
    this.#locals.set(name, value);
  }

  /** What statements of this scope and those around it have assigned, the inner ones last. */
  locals(): Map<string, unknown> {
    const all = this.parent ? this.parent.locals() : new Map<string, unknown>();
    for (const name of this.#stores) {
      const value = this.#locals.get(name);
      if (value !== undefined) all.set(name, value);
    }
    return all;
  }

  /** The template extends another by now, so text outside of blocks is dropped. */
  get silent(): boolean {
    return this.extending?.parent !== undefined;
  }
}
