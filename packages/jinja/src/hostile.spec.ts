// SPDX-License-Identifier: Apache-2.0
import { slowness } from '@lava/kit/testing/slowness.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { createLavaEnvironment } from './lava.ts';

const TEMPLATES: Record<string, string> = {
  self: "{% extends 'self' %}",
  a: "{% extends 'b' %}",
  b: "{% extends 'a' %}",
  inc: "{% include 'inc' %}",
  imp: "{% import 'imp' as x %}",
};

const GROW =
  '{% set ns = namespace(v=[1], w=[1]) %}{% for i in range(60) %}{% set ns.v = [ns.v, ns.v] %}{% set ns.w = [ns.w, ns.w] %}{% endfor %}';

/** Templates made to hurt; all must end in `template-limit` or another error, soon and without filling the memory. */
const HOSTILE: [string, string | (() => string)][] = [
  ['extends itself', "{% extends 'self' %}"],
  ['extends in a circle', "{% extends 'a' %}"],
  ['includes itself', "{% include 'inc' %}"],
  ['imports itself', "{% import 'imp' as x %}"],
  ['macro without end', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'],
  ['block without end', '{% block a %}{{ self.a() }}{% endblock %}'],
  ['a billion numbers', '{% for i in range(10**9) %}x{% endfor %}'],
  ['loops in loops', '{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}'],
  [
    'output without end',
    '{% for i in range(100000) %}{% for j in range(100000) %}xxxxxxxxxx{% endfor %}{% endfor %}',
  ],
  ['a long string', "{{ 'x' * 10**9 }}"],
  ['a long list', '{{ [1] * 10**9 }}'],
  [
    'doubling text',
    "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
  ],
  [
    'doubling lists',
    '{% set ns = namespace(s=[1]) %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}',
  ],
  ['appending without end', '{% set l = [1] %}{% for i in l %}{% set x = l.append(1) %}{% endfor %}'],
  ['printing shared lists', `${GROW}{{ ns.v }}`],
  ['comparing shared lists', `${GROW}{{ ns.v == ns.w }}`],
  ['ordering shared lists', `${GROW}{{ ns.v < ns.w }}`],
  ['shared lists as JSON', `${GROW}{{ ns.v|tojson }}`],
  ['shared lists as YAML', `${GROW}{{ ns.v|yaml_quote }}`],
  ['shared tuples as key', `${GROW.replaceAll('[', '(').replaceAll(']', ',)')}{{ {ns.v: 1} }}`],
  [
    'deep lists',
    '{% set ns = namespace(s=[]) %}{% for i in range(50000) %}{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s }}',
  ],
  ['a cycle as YAML', '{% set l = [] %}{% set x = l.append(l) %}{{ l|yaml_quote }}'],
  ['a tower of powers', '{{ 9**9**9 }}{{ 9**9999999 }}'],
  [
    'squaring',
    '{% set ns = namespace(n=9) %}{% for i in range(99) %}{% set ns.n = ns.n * ns.n %}{% endfor %}',
  ],
  ['join', "{{ (['x' * 100000] * 100000)|join }}"],
  ['replace', "{{ ('a' * 1000000).replace('a', 'b' * 1000000) }}"],
  ['indent', "{{ ('a\\n' * 100000)|indent(1000000) }}"],
  ['widths', "{{ 'a'.center(10**9) }}"],
  ['percent widths', "{{ '%1000000000d' % 1 }}"],
  ['brace widths', "{{ '{:1000000000}'.format(1) }}"],
  ['tabs', "{{ ('\\t' * 100000).expandtabs(1000000) }}"],
  ['batches', "{{ [1]|batch(1000000000, 'x')|list }}"],
  ['slices', '{{ [1]|slice(1000000000)|list }}'],
  ['slow searches', "{% set s = 'a' * 1000000 %}{% for i in range(100000) %}{{ s.find('ab') }}{% endfor %}"],
  ['slow indexing', "{% set s = 'é😀' * 300000 %}{% for i in range(100000) %}{{ s[i] }}{% endfor %}"],
  [
    'slow splits',
    "{% set s = 'a ' * 500000 %}{% for i in range(100000) %}{% set t = s.split() %}{% endfor %}",
  ],
  ['slow counts', '{% set l = range(100000)|list %}{% for i in l %}{{ l.count(-1) }}{% endfor %}'],
  ['brackets', () => `{{ ${'('.repeat(50_000)}`],
  ['lists of lists', () => `{{ ${'['.repeat(50_000)}`],
  ['unary signs', () => `{{ ${'- '.repeat(50_000)}1 }}`],
  ['filters', () => `{{ x${'|d'.repeat(50_000)} }}`],
  ['attributes', () => `{{ x${'.a'.repeat(50_000)} }}`],
  ['conditions', () => '{% if 1 %}'.repeat(20_000)],
  ['blocks', () => Array.from({ length: 10_000 }, (_, i) => `{% block b${i} %}`).join('')],
  ['open raw', () => '{% raw %} x'.repeat(20_000)],
  ['100 MB', () => 'x'.repeat(100 << 20)],
];

describe('hostile templates', () => {
  // A quarter of the default time: each endless template takes all of it.
  const environment = createLavaEnvironment((name) => TEMPLATES[name], { time: 250 });

  it.each(HOSTILE)('%s ends in an error within 2 s of CPU time', (_, template) => {
    const text = typeof template === 'string' ? template : template();
    const before = process.threadCpuUsage();
    let thrown: unknown;
    try {
      environment.renderText(text, { x: 5 });
    } catch (error) {
      thrown = error;
    }
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(2_000 * slowness());
    expect(thrown).toBeInstanceOf(LavaError);
    expect(['template-limit', 'template-error']).toContain((thrown as LavaError).code);
  });

  it('obeys limits that the caller sets', () => {
    const tight = createLavaEnvironment(() => undefined, { output: 10, depth: 5, time: 50 });
    expect(() => tight.renderText('{{ "x" * 11 }}')).toThrow('more than 10 characters');
    expect(() => tight.renderText('{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}')).toThrow(
      'deeper than 5',
    );
    expect(() =>
      tight.renderText('{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}'),
    ).toThrow('longer than 50 ms');
  });

  it.each([
    ['sums', `{{ ${'1+'.repeat(60_000)}1 }}`],
    ['lists', `{{ [${'1,'.repeat(60_000)}1] }}`],
    ['tags', '{% set a = 1 %}'.repeat(8000)],
    [
      'names in nested conditions',
      `${'{% if 1 %}'.repeat(50)}${Array.from({ length: 15_000 }, (_, i) => `{{a${i}}}`).join('')}${'{% endif %}'.repeat(50)}`,
    ],
  ])('time counts while a text of many %s is parsed', (_, text) => {
    const tight = createLavaEnvironment(() => undefined, { time: 1 });
    expect(() => tight.renderText(text)).toThrow('takes longer than 1 ms');
  });

  it('renders again after a hostile one', () => {
    expect(() => environment.renderText("{{ 'x' * 10**9 }}")).toThrow();
    expect(environment.renderText('{{ 1 + 1 }}')).toBe('2');
  });
});
