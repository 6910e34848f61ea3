// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { compileTemplate } from './compile/template.ts';
import { FILTERS } from './filters/registry.ts';
import { GLOBALS } from './globals.ts';
import { asFailure, Failure, fail } from './runtime/failure.ts';
import type { Renderable } from './runtime/frame.ts';
import { TEMPLATE_LIMITS, type TemplateLimits } from './runtime/limits.ts';
import type { Meter } from './runtime/meter.ts';
import { Rendering, type Surroundings } from './runtime/rendering.ts';
import { TESTS } from './tests.ts';
import { toPython } from './values/convert.ts';
import type { Native } from './values/native.ts';

export interface EnvironmentOptions {
  /** Source of a template by name; undefined: there is none. Asked once a name. */
  load(name: string): string | undefined;
  /** Filters besides the built-in ones, made by `native`. */
  filters?: readonly Native[];
  /** Overrides of {@link TEMPLATE_LIMITS}. */
  limits?: Partial<TemplateLimits>;
  /** As in jinja2; default false. */
  trimBlocks?: boolean;
  /** What a template prints before `extends` is on lines of its own, so it does not indent what it extends. */
  ownLineBeforeParent?: boolean;
}

/** Jinja2 3.1 as a sandbox: autoescape off, undefined prints empty, nothing of JavaScript can be reached. */
export interface Environment {
  /**
   * Renders a template by name. Values of the context: see `toPython`.
   *
   * @throws LavaError `template-error` with `where` (template and line), `template-limit` beyond a limit
   */
  render(name: string, context?: Readonly<Record<string, unknown>>): string;
  /** The same for a text that has no name of its own, e.g. a dictionary that is being edited. */
  renderText(text: string, context?: Readonly<Record<string, unknown>>, name?: string): string;
  /** Forgets compiled templates, so that they are loaded again. */
  clear(): void;
}

export function createEnvironment(options: EnvironmentOptions): Environment {
  const limits = { ...TEMPLATE_LIMITS, ...options.limits };
  const filters = new Map<string, Native>([
    ...FILTERS,
    ...(options.filters ?? []).map((f) => [f.name, f] as const),
  ]);
  const lexing = { trimBlocks: options.trimBlocks ?? false };
  const names = { filter: (name: string) => filters.get(name), test: (name: string) => TESTS.get(name) };
  const compiled = new Map<string, Renderable>();

  const compile = (name: string, source: string, meter: Meter): Renderable => {
    if (source.length > limits.source) {
      fail('limit', `the template has ${source.length} characters; the limit is ${limits.source}`);
    }
    return compileTemplate(name, source, lexing, names, meter);
  };

  const find = (name: string, meter: Meter): Renderable | undefined => {
    const known = compiled.get(name);
    if (known) return known;
    const source = options.load(name);
    if (source === undefined) return undefined;
    const template = compile(name, source, meter);
    compiled.set(name, template);
    return template;
  };

  const surroundings: Surroundings = {
    filters,
    tests: TESTS,
    globals: GLOBALS,
    limits,
    ownLineBeforeParent: options.ownLineBeforeParent ?? false,
    find,
  };

  const run = (
    template: (rendering: Rendering) => Renderable,
    context: Readonly<Record<string, unknown>>,
  ): string => {
    const rendering = new Rendering(surroundings);
    try {
      const given = new Map(Object.entries(context).map(([name, value]) => [name, toPython(value)]));
      const out = rendering.output();
      rendering.run(template(rendering), given, out);
      return out.text;
    } catch (error) {
      throw toError(error, rendering.chain);
    }
  };

  return {
    render: (name, context = {}) => run((rendering) => rendering.template(name), context),
    renderText: (text, context = {}, name = '<template>') =>
      run(({ meter }) => compile(name, text, meter), context),
    clear: () => compiled.clear(),
  };
}

/** @param chain templates in the order of extending, the rendered one first */
function toError(thrown: unknown, chain: readonly string[]): unknown {
  const failure = asFailure(thrown);
  if (!(failure instanceof Failure)) return failure;
  const { type, template, line } = failure;
  const place =
    template === undefined
      ? ''
      : ` (${template}${line === undefined ? '' : ` line ${line}`}${via(template, chain)})`;
  const where = template === undefined ? undefined : { file: template, ...(line !== undefined && { line }) };
  if (type === 'limit')
    return new LavaError('template-limit', failure.message + place, { ...(where && { where }) });
  const hint = HINTS[type];
  const message =
    type === 'TemplateNotFound'
      ? `there is no template \`${failure.message}\``
      : `${type}: ${failure.message}`;
  return new LavaError('template-error', message + place, { ...(where && { where }), ...(hint && { hint }) });
}

function via(template: string, chain: readonly string[]): string {
  const above = chain.slice(0, Math.max(0, chain.lastIndexOf(template)));
  return above
    .toReversed()
    .map((name) => `, extended by ${name}`)
    .join('');
}

const HINTS: Partial<Record<Failure['type'], string>> = {
  TemplateNotFound: 'Check the name in `extends`, `include` or `import`; templates end in .jinja2.',
  UndefinedError: 'Set the variable in the device dictionary, or give a `default(…)` in the template.',
  SecurityError: 'Names that begin with an underscore cannot be reached from a template.',
};
