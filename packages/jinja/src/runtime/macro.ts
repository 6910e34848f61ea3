// SPDX-License-Identifier: Apache-2.0
import { PyDict } from '@lava/yaml/dict.ts';
import { tupleOf } from '@lava/yaml/tuple.ts';
import { type Kwargs, PyCallable, type Runtime } from '../values/object.ts';
import { repr } from '../values/text.ts';
import { Undefined } from '../values/undefined.ts';
import { fail } from './failure.ts';
import type { Frame, ScopeNames } from './frame.ts';
import type { Output } from './output.ts';

export interface MacroCode {
  /** Undefined for the body of a call block. */
  name: string | undefined;
  params: readonly { name: string; fallback: ((frame: Frame) => unknown) | undefined }[];
  /** Which of the special names the body mentions; only then are such arguments taken. */
  uses: { caller: boolean; varargs: boolean; kwargs: boolean };
  body: (frame: Frame, out: Output) => void;
  scope: ScopeNames;
}

/** A macro with the scope that it was defined in. */
export class Macro extends PyCallable {
  override readonly typeName = 'Macro';
  readonly #code: MacroCode;
  readonly #scope: Frame;

  constructor(code: MacroCode, scope: Frame) {
    super();
    this.#code = code;
    this.#scope = scope;
  }

  call(runtime: Runtime, args: unknown[], kwargs: Kwargs | undefined): string {
    const frame = this.#scope.capturing(this.#code.scope);
    const out = this.#scope.rendering.output();
    runtime.meter.nested(() => {
      this.#bind(frame, args, new Map(kwargs));
      this.#code.body(frame, out);
    });
    return out.take();
  }

  override attribute(name: string): unknown {
    const { params, uses } = this.#code;
    switch (name) {
      case 'name':
        return this.#code.name ?? null;
      case 'arguments':
        return tupleOf(params.map((param) => param.name));
      case 'caller':
        return uses.caller;
      case 'catch_kwargs':
        return uses.kwargs;
      case 'catch_varargs':
        return uses.varargs;
      default:
        return undefined;
    }
  }

  override repr(): string {
    return `<Macro ${this.#label}>`;
  }

  get #label(): string {
    return this.#code.name === undefined ? 'anonymous' : repr(this.#code.name);
  }

  #bind(frame: Frame, args: unknown[], kwargs: Map<string, unknown>): void {
    const { params, uses } = this.#code;
    const given = params.map((param, i) => {
      if (i < args.length) return args[i];
      const value = kwargs.get(param.name);
      kwargs.delete(param.name);
      return value;
    });
    if (uses.caller && !params.some((param) => param.name === 'caller')) {
      frame.declare('caller', kwargs.get('caller') ?? new Undefined('No caller defined'));
      kwargs.delete('caller');
    }
    if (uses.kwargs) frame.declare('kwargs', new PyDict(kwargs));
    else if (kwargs.size > 0) {
      const [odd] = kwargs.keys();
      fail('TypeError', `macro ${this.#label} takes no keyword argument ${repr(odd)}`);
    }
    if (uses.varargs) frame.declare('varargs', tupleOf(args.slice(params.length)));
    else if (args.length > params.length) {
      fail('TypeError', `macro ${this.#label} takes not more than ${params.length} argument(s)`);
    }
    for (const [i, param] of params.entries()) {
      const missing = () =>
        param.fallback?.(frame) ?? new Undefined(`parameter ${repr(param.name)} was not provided`);
      frame.declare(param.name, given[i] === undefined ? missing() : given[i]);
    }
  }
}
