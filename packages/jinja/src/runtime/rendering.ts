// SPDX-License-Identifier: Apache-2.0
import { attributeOf, itemOf } from '../values/access.ts';
import type { PyFunction } from '../values/object.ts';
import { repr } from '../values/text.ts';
import { TemplateReference } from './blocks.ts';
import { fail, noFilter } from './failure.ts';
import { type Extending, Frame, type Renderable, type Services, TemplateContext } from './frame.ts';
import type { TemplateLimits } from './limits.ts';
import { Meter } from './meter.ts';
import type { TemplateModule } from './module.ts';
import { Output } from './output.ts';

/** What a rendering needs of its environment. */
export interface Surroundings {
  readonly filters: ReadonlyMap<string, PyFunction>;
  readonly tests: ReadonlyMap<string, PyFunction>;
  readonly globals: ReadonlyMap<string, unknown>;
  readonly limits: TemplateLimits;
  readonly ownLineBeforeParent: boolean;
  /** Undefined when there is no such template. */
  find(name: string, meter: Meter): Renderable | undefined;
}

/** One call of `render`: its meter, and what templates look up while they run. */
export class Rendering implements Services {
  readonly meter: Meter;
  /** Names of the templates passed through by extending, the first one first: for messages. */
  readonly chain: string[] = [];
  readonly modules = new Map<Renderable, TemplateModule>();
  readonly #surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.meter = new Meter(surroundings.limits);
  }

  run(
    template: Renderable,
    given: ReadonlyMap<string, unknown>,
    out: Output,
    own?: Set<string>,
  ): TemplateContext {
    const blocks = new Map(Array.from(template.blocks, ([name, code]) => [name, [code]]));
    const values = new Map(this.#surroundings.globals);
    for (const [name, value] of given) values.set(name, value);
    const context = new TemplateContext(template.name, values, blocks, own);
    this.#runWith(template, context, out);
    return context;
  }

  output(): Output {
    return new Output(this.meter);
  }

  template(name: string): Renderable {
    return this.#surroundings.find(name, this.meter) ?? fail('TemplateNotFound', name);
  }

  firstTemplate(names: readonly string[]): Renderable {
    for (const name of names) {
      const template = this.#surroundings.find(name, this.meter);
      if (template) return template;
    }
    return fail('TemplateNotFound', `none of the templates given were found: ${names.join(', ')}`);
  }

  filter(name: string): PyFunction {
    return this.#surroundings.filters.get(name) ?? fail('TemplateRuntimeError', noFilter(name));
  }

  test(name: string): PyFunction {
    return (
      this.#surroundings.tests.get(name) ?? fail('TemplateRuntimeError', `No test named ${repr(name)} found.`)
    );
  }

  hasFilter(name: string): boolean {
    return this.#surroundings.filters.has(name);
  }

  hasTest(name: string): boolean {
    return this.#surroundings.tests.has(name);
  }

  attribute(value: unknown, name: string): unknown {
    return attributeOf(value, name);
  }

  item(value: unknown, key: unknown): unknown {
    return itemOf(this, value, key);
  }

  /** The template's own statements, then those of what it extends, and so on. */
  #runWith(template: Renderable, context: TemplateContext, out: Output): void {
    const base = this.chain.length;
    let current: Renderable | undefined = template;
    while (current) {
      const level: Renderable = current;
      this.chain.push(level.name);
      const extending: Extending = { parent: undefined };
      const frame = new Frame(this, context, level.scope, { toplevel: true, extending });
      if (level.usesSelf) frame.declare('self', new TemplateReference(this, context));
      this.meter.nested(() => level.run(frame, out));
      if (this.chain.length - base > MAX_CHAIN)
        fail('limit', `the template extends more than ${MAX_CHAIN} others`);
      current = extending.parent;
      if (current && this.#surroundings.ownLineBeforeParent) out.endLine();
    }
    this.chain.length = base;
  }
}

/** Public device types extend each other at most 4 deep; a template that extends itself never ends. */
const MAX_CHAIN = 50;
