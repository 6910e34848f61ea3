// SPDX-License-Identifier: Apache-2.0
import { type Kwargs, PyCallable, PyObject, type Runtime } from '../values/object.ts';
import { repr } from '../values/text.ts';
import { Undefined } from '../values/undefined.ts';
import { fail } from './failure.ts';
import type { Services, TemplateContext } from './frame.ts';
import { type BlockPlace, Frame } from './frame.ts';
import type { Output } from './output.ts';

/** Runs a version of a block; blocks see the context, not the variables around the block tag. */
export function runBlock(
  rendering: Services,
  context: TemplateContext,
  place: BlockPlace,
  out: Output,
): void {
  const versions = context.blocks.get(place.name) ?? [];
  const code =
    versions[place.index] ?? fail('UndefinedError', `there is no block called ${repr(place.name)}.`);
  if (place.index === 0 && code.required && versions.length <= 1) {
    fail('TemplateRuntimeError', `Required block ${repr(place.name)} not found`);
  }
  const frame = new Frame(rendering, context, code.scope, {});
  if (code.uses.has('self')) frame.declare('self', new TemplateReference(rendering, context));
  if (code.uses.has('super')) frame.declare('super', superOf(rendering, context, place));
  rendering.meter.nested(() => code.run(frame, out));
}

/** `super` inside of a block, and `self.name`: called, it gives the block's text. */
class BlockReference extends PyCallable {
  override readonly typeName = 'BlockReference';
  readonly #rendering: Services;
  readonly #context: TemplateContext;
  readonly #place: BlockPlace;

  constructor(rendering: Services, context: TemplateContext, place: BlockPlace) {
    super();
    this.#rendering = rendering;
    this.#context = context;
    this.#place = place;
  }

  call(_runtime: Runtime, args: unknown[], kwargs: Kwargs | undefined): string {
    if (args.length > 0 || kwargs) fail('TypeError', 'a block takes no arguments');
    const out = this.#rendering.output();
    runBlock(this.#rendering, this.#context, this.#place, out);
    return out.take();
  }

  override attribute(name: string): unknown {
    return name === 'super' ? superOf(this.#rendering, this.#context, this.#place) : undefined;
  }
}

/** The next less derived version of a block. */
export function superOf(rendering: Services, context: TemplateContext, place: BlockPlace): unknown {
  const index = place.index + 1;
  if (context.blocks.get(place.name)?.[index]) {
    return new BlockReference(rendering, context, { name: place.name, index });
  }
  return new Undefined(`there is no parent block called ${repr(place.name)}.`);
}

/** `self`: the blocks of the template by name. */
export class TemplateReference extends PyObject {
  readonly typeName = 'TemplateReference';
  readonly #rendering: Services;
  readonly #context: TemplateContext;

  constructor(rendering: Services, context: TemplateContext) {
    super();
    this.#rendering = rendering;
    this.#context = context;
  }

  override attribute(name: string): unknown {
    if (!this.#context.blocks.has(name)) return undefined;
    return new BlockReference(this.#rendering, this.#context, { name, index: 0 });
  }

  override repr(): string {
    return `<TemplateReference ${repr(this.#context.templateName)}>`;
  }
}
