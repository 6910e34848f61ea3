// SPDX-License-Identifier: Apache-2.0
import { fail } from '../runtime/failure.ts';
import { type Kwargs, PyCallable, PyFunction, type Runtime } from './object.ts';

/** Receives its arguments in the order of the parameters; what was not given is undefined, so defaults work. */
export type NativeBody = (runtime: Runtime, ...args: never[]) => unknown;

interface Shape {
  /** `*name` gathers what is left over, `**name` the keywords that fit no other parameter (a Map). */
  params: readonly string[];
  required: number;
  rest: boolean;
  keywords: boolean;
}

/** A function written in TypeScript, called with Python's rules for arguments. */
export class Native extends PyFunction {
  readonly name: string;
  readonly #shape: Shape;
  readonly #body: (runtime: Runtime, ...args: unknown[]) => unknown;

  constructor(name: string, shape: Shape, body: NativeBody) {
    super();
    this.name = name;
    this.#shape = shape;
    this.#body = body as (runtime: Runtime, ...args: unknown[]) => unknown;
  }

  call(runtime: Runtime, args: unknown[], kwargs: Kwargs | undefined): unknown {
    runtime.meter.work(sizeOf(args[0]));
    const { params, required, rest, keywords } = this.#shape;
    const simple = !kwargs && !rest && !keywords;
    if (simple && args.length >= required && args.length <= params.length)
      return this.#body(runtime, ...args);
    return this.#body(runtime, ...this.#bind(args, kwargs));
  }

  /** The body itself where so many positional arguments and no others can be handed to it as they are. */
  direct(count: number): ((runtime: Runtime, ...args: unknown[]) => unknown) | undefined {
    const { params, required, rest, keywords } = this.#shape;
    return !rest && !keywords && count >= required && count <= params.length ? this.#body : undefined;
  }

  override repr(): string {
    return `<function ${this.name}>`;
  }

  #bind(args: unknown[], kwargs: Kwargs | undefined): unknown[] {
    const { params, required, rest, keywords } = this.#shape;
    if (args.length > params.length && !rest) {
      fail('TypeError', `${this.name}() takes at most ${params.length} arguments (${args.length} given)`);
    }
    const bound: unknown[] = Array.from(params, (_, i) => args[i]);
    const others = new Map<string, unknown>();
    for (const [name, value] of kwargs ?? []) {
      const index = params.indexOf(name);
      if (index >= 0 && bound[index] !== undefined) {
        fail('TypeError', `${this.name}() got multiple values for argument '${name}'`);
      }
      if (index >= 0) bound[index] = value;
      else if (keywords) others.set(name, value);
      else fail('TypeError', `${this.name}() got an unexpected keyword argument '${name}'`);
    }
    for (let i = 0; i < required; i++) {
      if (bound[i] === undefined) {
        fail('TypeError', `${this.name}() missing 1 required positional argument: '${params[i]}'`);
      }
    }
    if (rest) bound.push(args.slice(params.length));
    if (keywords) bound.push(others);
    return bound;
  }
}

/** How much a function has to go through that takes the value as its first argument. */
export function sizeOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : 0;
}

/**
 * @param signature e.g. `join(value, d=, attribute=)`: a parameter with `=` may be left out; `*items` and `**fields` come
 *   last and arrive as array and Map
 */
export function native(signature: string, body: NativeBody): Native {
  const [, name = '', list = ''] = /^(\w+)\((.*)\)$/.exec(signature) ?? [];
  const parts = list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const params = parts.filter((part) => !part.startsWith('*'));
  const shape = {
    params: params.map((part) => part.replace('=', '')),
    required: params.filter((part) => !part.endsWith('=')).length,
    rest: parts.some((part) => /^\*\w/.test(part)),
    keywords: parts.some((part) => part.startsWith('**')),
  };
  return new Native(name, shape, body);
}

/** Native functions by their names. */
export function table(...functions: Native[]): ReadonlyMap<string, Native> {
  return new Map(functions.map((f) => [f.name, f]));
}

/** A method with the value it was taken from. */
export class BoundMethod extends PyCallable {
  readonly #self: unknown;
  readonly #method: PyFunction;

  constructor(self: unknown, method: PyFunction) {
    super();
    this.#self = self;
    this.#method = method;
  }

  call(runtime: Runtime, args: unknown[], kwargs: Kwargs | undefined): unknown {
    return this.#method.call(runtime, [this.#self, ...args], kwargs);
  }

  override repr(): string {
    return `<built-in method ${this.#method.name}>`;
  }
}
