// SPDX-License-Identifier: Apache-2.0

/** Names of the Python exceptions that jinja2 would raise; they begin the messages that users search for. */
export type FailureType =
  | 'AttributeError'
  | 'IndexError'
  | 'KeyError'
  | 'OverflowError'
  | 'SecurityError'
  | 'TemplateAssertionError'
  | 'TemplateNotFound'
  | 'TemplateRuntimeError'
  | 'TemplateSyntaxError'
  | 'TypeError'
  | 'UndefinedError'
  | 'ValueError'
  | 'ZeroDivisionError'
  | 'limit';

/** Any end of a rendering other than its text. The environment turns it into a LavaError. */
export class Failure extends Error {
  readonly type: FailureType;
  /** Where it happened; filled in by the innermost statement it passes. */
  template: string | undefined;
  line: number | undefined;

  constructor(type: FailureType, message: string) {
    super(message);
    this.type = type;
  }

  /** Notes the place, unless a place nearer to the cause is known. */
  at(template: string, line: number): this {
    if (this.line === undefined) {
      this.template = template;
      this.line = line;
    }
    return this;
  }
}

export function fail(type: FailureType, message: string): never {
  throw new Failure(type, message);
}

/** The message for a filter that is not there; `urlize` is one of jinja2 that we leave out. */
export function noFilter(name: string): string {
  return name === 'urlize'
    ? "the filter 'urlize' of jinja2 is not supported here"
    : `No filter named '${name}'.`;
}

/** What JavaScript throws when a template asks for too much; anything else is returned as it is. */
export function asFailure(thrown: unknown): unknown {
  if (thrown instanceof RangeError) {
    const deep = /call stack/.test(thrown.message);
    return new Failure(
      'limit',
      deep ? 'the template nests too deeply' : 'a value of the template grows too large',
    );
  }
  return thrown;
}
