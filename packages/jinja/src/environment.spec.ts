// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { PyFloat } from '@lava/yaml/float.ts';
import { describe, expect, it } from 'vitest';
import { createEnvironment } from './environment.ts';

const TEMPLATES: Record<string, string> = {
  'base.jinja2':
    'method: {% block method %}none{% endblock %}\nbaud: {{ baud|default(115200) }}\n{{ broken.key }}',
  'board.jinja2':
    "{% extends 'base.jinja2' %}{% set broken = {'key': 1} %}{% block method %}u-boot{% endblock %}",
  'bad-board.jinja2': "{% extends 'base.jinja2' %}\n{% set baud = 9600 %}",
  'bad.jinja2': "{% extends 'bad-board.jinja2' %}",
};

const environment = createEnvironment({ load: (name) => TEMPLATES[name] });
const render = (text: string, context: Record<string, unknown> = {}) => environment.renderText(text, context);

function failure(run: () => string): LavaError {
  try {
    return new LavaError('bug', `rendered: ${run()}`);
  } catch (error) {
    if (error instanceof LavaError) return error;
    throw error;
  }
}

describe('rendering', () => {
  it('runs a child’s statements before the blocks of what it extends', () => {
    expect(environment.render('board.jinja2')).toBe('method: u-boot\nbaud: 115200\n1');
  });

  it('prints values as Python does', () => {
    const text = `{{ [true, none, 1.0, 'a', (1,), {'k': "it's"}] }}`;
    expect(render(text)).toBe(`[True, None, 1.0, 'a', (1,), {'k': "it's"}]`);
    expect(render('{{ a }} {{ b }} {{ c }}', { a: 2, b: 2.5, c: new PyFloat(2) })).toBe('2 2.5 2.0');
  });

  it('keeps the caller’s values unchanged', () => {
    const list = [1];
    expect(render('{{ list.append(2) }}{{ list }}', { list })).toBe('None[1, 2]');
    expect(list).toEqual([1]);
  });

  it('drops a newline after a block only with trimBlocks', () => {
    const text = '{% if true %}\nx\n{% endif %}\ny';
    expect(render(text)).toBe('\nx\n\ny');
    expect(createEnvironment({ load: () => undefined, trimBlocks: true }).renderText(text)).toBe('x\ny');
  });

  it('compiles a template once, until its cache is cleared', () => {
    let loads = 0;
    const counting = createEnvironment({
      load: () => {
        loads++;
        return 'x';
      },
    });
    counting.render('a');
    counting.render('a');
    expect(loads).toBe(1);
    counting.clear();
    counting.render('a');
    expect(loads).toBe(2);
  });
});

describe('errors', () => {
  it('name the template, the line and who extends it', () => {
    const error = failure(() => environment.render('bad.jinja2'));
    expect(error.code).toBe('template-error');
    expect(error.where).toEqual({ file: 'base.jinja2', line: 3 });
    expect(error.message).toBe(
      "UndefinedError: 'broken' is undefined (base.jinja2 line 3, extended by bad-board.jinja2, extended by bad.jinja2)",
    );
    expect(error.hint).toContain('dictionary');
  });

  it('say which template is missing', () => {
    const error = failure(() => render("\n{% extends 'nothing.jinja2' %}"));
    expect(error.message).toBe('there is no template `nothing.jinja2` (<template> line 2)');
  });

  it.each([
    ['{{ x', 1],
    ['\n{% if x %}', 2],
    ['\n\n{% nope %}', 3],
    ['{{ x|nope }}', 1],
    ['\n{{ 1 + "a" }}', 2],
    ['\n{% macro m() %}\n{{ x.y }}\n{% endmacro %}\n{{ m() }}', 3],
  ])('%j has its line', (text, line) => {
    expect(failure(() => render(text)).where).toEqual({ file: '<template>', line });
  });
});

describe('the sandbox', () => {
  it.each([
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    '{{ [].constructor }}',
    '{{ {}.constructor }}',
    '{{ {}.__proto__ }}',
    "{{ {}['__proto__'] }}",
    '{{ self.constructor }}',
    '{{ range.constructor }}',
    '{{ (1).toString }}',
    "{{ 'x'|attr('constructor') }}",
    "{{ [[]]|map(attribute='constructor')|first }}",
    "{{ 'x'.length }}",
    '{{ [].map }}',
    '{{ namespace(a=1).constructor }}',
    "{% for i in 'a' %}{{ loop.constructor }}{{ loop.call }}{% endfor %}",
    '{% macro m() %}{% endmacro %}{{ m.call }}{{ m.constructor }}',
  ])('%s prints nothing', (text) => {
    expect(render(text)).toBe('');
  });

  it.each([
    "{{ ''.__class__.__mro__ }}",
    '{{ [].constructor.constructor("x") }}',
    '{{ x.constructor("x")() }}',
  ])('%s fails', (text) => {
    expect(failure(() => render(text, { x: {} })).code).toBe('template-error');
  });

  it('takes a context with hostile keys for data', () => {
    const context = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}') as Record<string, unknown>;
    expect(render('{{ constructor }}{{ __proto__ }}{{ a }}', context)).toBe("2{'a': 1}");
  });
});
