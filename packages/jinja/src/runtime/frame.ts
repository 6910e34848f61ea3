// SPDX-License-Identifier: Apache-2.0
import type { TemplateContext } from './context.ts';
import type { Renderable, Rendering } from './rendering.ts';

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

/** A scope of variables: the template itself, a block, a loop's round, a macro call. */
export class Frame {
  readonly rendering: Rendering;
  readonly context: TemplateContext;
  readonly parent: Frame | undefined;
  /** Assignments go to the context: the root of a template, `if` included. */
  readonly toplevel: boolean;
  /** Absent where output is always wanted: blocks, macros, captured text. */
  readonly extending: Extending | undefined;
  readonly block: BlockPlace | undefined;
  #locals: Map<string, unknown> | undefined;

  constructor(
    rendering: Rendering,
    context: TemplateContext,
    options: {
      parent?: Frame;
      toplevel?: boolean;
      extending?: Extending | undefined;
      block?: BlockPlace | undefined;
    },
  ) {
    this.rendering = rendering;
    this.context = context;
    this.parent = options.parent;
    this.toplevel = options.toplevel ?? false;
    this.extending = options.extending;
    this.block = options.block;
  }

  /** A scope inside of this one. */
  inner(): Frame {
    return new Frame(this.rendering, this.context, {
      parent: this,
      extending: this.extending,
      block: this.block,
    });
  }

  /** A scope inside of this one whose output is wanted even in a template that extends another. */
  capturing(): Frame {
    return new Frame(this.rendering, this.context, { parent: this, block: this.block });
  }

  /** JavaScript's undefined when there is no such variable. */
  get(name: string): unknown {
    const local = this.local(name);
    return local === undefined ? this.context.resolve(name) : local;
  }

  local(name: string): unknown {
    for (let frame: Frame | undefined = this; frame; frame = frame.parent) {
      const value = frame.#locals?.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  set(name: string, value: unknown): void {
    if (this.toplevel) this.context.set(name, value);
    else this.declare(name, value);
  }

  /** Sets a variable of this very scope, e.g. a parameter. */
  declare(name: string, value: unknown): void {
    this.#locals ??= new Map();
    this.#locals.set(name, value);
  }

  /** Variables of this scope and those around it, the inner ones last. */
  locals(): Map<string, unknown> {
    const all = this.parent ? this.parent.locals() : new Map<string, unknown>();
    for (const [name, value] of this.#locals ?? []) all.set(name, value);
    return all;
  }

  /** The template extends another by now, so text outside of blocks is dropped. */
  get silent(): boolean {
    return this.extending?.parent !== undefined;
  }
}
