// SPDX-License-Identifier: Apache-2.0
import { drawExpression, drawName } from './draw-expression.ts';
import type { Random } from './random.ts';

/** Templates that drawn ones extend, include and import. */
export const DRAWN_TEMPLATES: Record<string, string> = {
  base: '<{% block a %}A{{ n }}{% endblock %}|{% block b %}{% set n = 8 %}{{ n }}{{ s }}{% endblock %}>{{ n }}',
  mid: '{% extends "base" %}{% set s = "mid" %}{% block a %}m{{ super() }}{{ x }}{% endblock %}',
  inc: '({{ n }}{{ x }}{{ i }}{% set x = "inc" %}{{ x }}{{ loop is defined }})',
  top: '{% extends "mid" %}{% block b %}{{ super() }}t{{ super.super() }}{{ self.a() }}{% endblock %}',
  row: '{{ loop.index if loop is defined }}{% for i in l %}{{ loop.index }}{% endfor %}{% block z scoped %}{{ i }}{% endblock %}',
  must: '<{% block r required %}{% endblock %}>{% block a %}{{ self.r() }}{% endblock %}',
  lib: '{% macro m(a, b=n) %}[{{ a }}{{ b }}{{ x }}{{ caller is defined }}]{% endmacro %}{% set v = n %}{% set _p = 1 %}lib',
};

interface Scope {
  random: Random;
  /** Statements may still nest so deep. */
  depth: number;
  /** Names of blocks so far: no two may be equal. */
  blocks: Set<string>;
  toplevel: boolean;
}

/** Assignments of several names, and to what cannot be assigned. */
const UNPACKED: ((a: string, b: string, value: string) => string)[] = [
  (a, b, value) => `set ${a}, ${b} = 1, ${value}`,
  (a, b, value) => `set ${a}, ${b} = ${value}`,
  (a, b, value) => `set (${a}, ${b}) = [${value}, 2]`,
  (a, _, value) => `set ${a} = ${value}, `,
  (a, b) => `set ${a} = ${b} = 1`,
  (a) => `set ${a}.v = 1`,
];

const INCLUDED = [
  'include "none" ignore missing',
  'include ["none", "inc"]',
  'include ["none", "nor"] ignore missing',
  'include "row"',
  'include "top"',
  'include s ignore missing',
  'include nothing',
];

/** Statements whose names are seen, or not, around them. */
const SCOPES: ((name: string, value: string, body: string) => string)[] = [
  (name, value, body) =>
    `{% set ns = namespace(d, q=0) %}{% for i in [1, 2] %}{% set ns.q = ns.q + i %}{% set ${name} = ${value} %}${body}{% endfor %}{{ ns.q }}{{ ${name} }}{{ ns.a }}`,
  (name, value, body) => `{% if n %}{% set ${name} = ${value} %}{% endif %}{{ ${name} }}${body}`,
  (name, value, body) =>
    `{% macro g(a, b='B', c=a) %}${body}{{ a }}{{ b }}{{ c }}{{ ${name} }}{% endmacro %}{{ g(${value}) }}{{ g(b=1) }}{{ g.name }}{{ g.arguments }}{{ g.catch_kwargs }}`,
  (name, value, body) =>
    `{% macro h() %}{{ caller(${value}, 2) }}{{ varargs }}{{ kwargs }}{% endmacro %}{% call(${name}, w=3) h(1, z=2) %}${body}{{ ${name} }}{{ w }}{% endcall %}`,
  (name, value, body) =>
    `{% for i in l if i != ${value} %}{% set ${name} = loop.index0 %}${body}{{ loop.length }}{{ loop.revindex0 }}{{ loop.first }}{% else %}{{ ${name} }}{% endfor %}`,
  (name, value, body) =>
    `{% with ${name} = ${value} %}{% with %}{% set ${name} = 1 %}${body}{% endwith %}{{ ${name} }}{% endwith %}{{ ${name} }}`,
  (name, value, body) => `{% set ${name} %}${body}{% set n = ${value} %}{% endset %}{{ ${name} }}{{ n }}`,
  (name, _, body) =>
    `{% for i in [[1, [2, [3]]], 4] recursive %}{{ loop.depth0 }}{% if i is iterable %}{{ loop(i) }}{% else %}{{ i }}{% endif %}${body}{% endfor %}{{ ${name} }}`,
  (name, value, body) =>
    `{% macro o() %}{% macro p(a) %}{{ a }}{{ ${name} }}{% endmacro %}{{ p(${value}) }}${body}{% endmacro %}{{ o() }}{{ p is defined }}`,
  (name, value) =>
    `{% set c = cycler(1, ${value}) %}{% set j = joiner(", ") %}{% for i in l %}{{ j() }}{{ c.next() }}{{ c.current }}{% endfor %}{{ c.reset() }}{{ ${name} }}`,
  (_, value, body) => `{% filter replace("a", ${value}) | upper %}${body}{% endfilter %}`,
  (name, value) => `{% import "lib" as lib %}{{ lib.m(${value}) }}{{ lib.v }}{{ lib._p }}{{ lib.${name} }}`,
];

/** A random template of statements, texts and white space control. */
export function drawTemplate(random: Random): string {
  const scope: Scope = { random, depth: 4, blocks: new Set(), toplevel: true };
  const parent =
    random.below(6) === 0 ? `${tag(random, `extends "${random.pick(['base', 'mid', 'top', 'must'])}"`)}` : '';
  const before = random.below(3) === 0 ? drawBody(scope) : '';
  return before + parent + drawBody(scope);
}

function drawBody(scope: Scope): string {
  const count = 1 + scope.random.below(4);
  return Array.from({ length: count }, () => drawPiece(scope)).join('');
}

const SPACES = ['', '', '', ' ', '\n', '\n\n', '  \n ', '\t', ' x\n', '\n y '];

function drawPiece(scope: Scope): string {
  const { random } = scope;
  const space = random.pick(SPACES);
  switch (random.below(scope.depth > 0 ? 5 : 3)) {
    case 0:
      return space + random.pick(['text', 'a: b', '{', '}', '%', '#', "'", '- ']);
    case 1:
    case 2:
      return `${space}{{${sign(random)} ${drawExpression(random, random.below(3))} ${sign(random, '')}}}`;
    default:
      return space + drawStatement({ ...scope, depth: scope.depth - 1 });
  }
}

function sign(random: Random, also = '+'): string {
  const drawn = random.below(8);
  return drawn === 0 ? '-' : drawn === 1 ? also : '';
}

function tag(random: Random, code: string): string {
  return `{%${sign(random)} ${code} ${sign(random)}%}`;
}

function around(scope: Scope, open: string, close: string, inner = drawBody(scope)): string {
  return tag(scope.random, open) + inner + tag(scope.random, close);
}

function drawStatement(scope: Scope): string {
  const { random } = scope;
  const inner = { ...scope, toplevel: false };
  const value = () => drawExpression(random, random.below(2));
  switch (random.below(22)) {
    case 0:
    case 1:
    case 2:
      return tag(random, `set ${drawName(random)} = ${value()}`);
    case 18:
      return tag(random, random.pick(UNPACKED)(drawName(random), drawName(random), value()));
    case 19:
      return nestedLoops(inner);
    case 20:
      return tag(random, random.pick(INCLUDED));
    case 21:
      return random.pick(SCOPES)(drawName(random), value(), drawBody(inner));
    case 3: {
      const filter = random.below(3) === 0 ? random.pick([' | upper', ' | trim', ' | length']) : '';
      return around(inner, `set ${drawName(random)}${filter}`, 'endset');
    }
    case 4:
    case 5:
      return drawIf(scope);
    case 6:
    case 7:
    case 8:
      return drawFor(inner);
    case 9:
      return around(
        inner,
        `with ${drawName(random)} = ${value()}, ${drawName(random)} = ${value()}`,
        'endwith',
      );
    case 10: {
      const name = random.pick(['m', 'f']);
      const params = random.pick(['', 'a', 'a, b=n', 'n', 'a=s, b=a', 'caller=none']);
      const body =
        drawBody(inner) + random.pick(['', '{{ varargs }}', '{{ kwargs }}', '{{ caller() }}', '{{ a }}']);
      return around(inner, `macro ${name}(${params})`, 'endmacro', body) + drawCall(random, name);
    }
    case 11:
      return around(
        inner,
        `call${random.pick(['', '(a)'])} ${random.pick(['m', 'f'])}(${value()})`,
        'endcall',
      );
    case 12:
      return around(
        inner,
        `filter ${random.pick(['upper', 'trim', 'replace("a", "b")', 'indent(2)', 'lower|title'])}`,
        'endfilter',
      );
    case 13:
      return drawBlock(inner);
    case 14:
      return tag(
        random,
        `include "${random.pick(['inc', 'lib', 'base'])}"${random.pick(['', ' with context'])}`,
      );
    case 15:
      return random.below(2) === 0
        ? tag(random, `import "lib" as ${drawName(random)}${random.pick(['', ' with context'])}`)
        : tag(
            random,
            `from "lib" import m${random.pick(['', ', v', ' as f', ', _p'])}${random.pick(['', ' with context'])}`,
          );
    case 16:
      return `{% set ns = namespace(v=${value()}) %}${tag(random, `set ns.${random.pick(['v', 'w'])} = ${value()}`)}{{ ns.v }}{{ ns.w }}`;
    default:
      return random.pick([
        '{#- note -#}',
        '{%- if true -%}\n  x  \n{%- endif %}  ',
        '  {%+ if true +%}\n  x\n  {%- endif -%}\n',
        '{{- "a" -}}\n{{+ "b" }}\n',
        "{{ '{{' }}{{ '%}' }}",
        '{# a {{ n }} {% x %} #}\n',
        '{% raw -%}\n {{ x }} \n{%- endraw %}\n\n',
        '{{ n }}\r\n{% if n %}\r\nx{% endif %}\r\n',
        '{%set n=1%}{{n}}',
        '{% debug %}',
        '{% break %}',
        '{# note #}',
        '{# note +#}',
        '{% raw %}{{ n }}{% endraw %}',
        '{%- raw -%} {% x %} {%- endraw -%}',
        '{%+ raw %}\n{%+ endraw %}\n',
        '{% autoescape false %}{% set n = 1 %}{{ n }}{% endautoescape %}',
      ]);
  }
}

function drawCall(random: Random, name: string): string {
  const args = random.pick(['', '1', 's, n', 'a=1', '1, 2, 3', 'b=l', 'x=2', '*l', '**d']);
  return `{{ ${name}(${args}) }}`;
}

function drawIf(scope: Scope): string {
  const { random } = scope;
  const test = () => drawExpression(random, random.below(2));
  const middle = random.below(3) === 0 ? tag(random, `elif ${test()}`) + drawBody(scope) : '';
  const last = random.below(2) === 0 ? tag(random, 'else') + drawBody(scope) : '';
  return around(scope, `if ${test()}`, 'endif', drawBody(scope) + middle + last);
}

function drawFor(scope: Scope): string {
  const { random } = scope;
  const over = random.pick([
    'l',
    '[1, 2]',
    'd',
    'd.items()',
    'range(3)',
    's',
    'nothing',
    '[[1, 2], [3, 4]]',
    drawExpression(random, 1),
  ]);
  const target = random.pick(['i', 'i', 'n', 'k, v', 'x']);
  const filter = random.below(4) === 0 ? ` if ${drawExpression(random, 1)}` : '';
  const recursive = random.below(8) === 0 ? ' recursive' : '';
  const loop = random.pick([
    '',
    '',
    '{{ loop.index }}',
    '{{ loop.last }}{{ loop.revindex }}',
    '{{ loop.cycle(1, 2) }}',
    '{{ loop.changed(n) }}',
    '{{ loop.previtem }}{{ loop.nextitem }}{{ loop.depth }}',
    '{% include "inc" %}',
  ]);
  const again = recursive === '' ? '' : '{{ loop([]) }}';
  const otherwise = random.below(4) === 0 ? tag(random, 'else') + drawBody(scope) : '';
  return around(
    scope,
    `for ${target} in ${over}${filter}${recursive}`,
    'endfor',
    drawBody(scope) + loop + again + otherwise,
  );
}

const OF_LOOPS = [
  'index',
  'index0',
  'revindex',
  'revindex0',
  'first',
  'last',
  'length',
  'depth',
  'depth0',
  'previtem',
  'nextitem',
  'cycle("x", n)',
  'changed(x, i)',
  'missing',
];

/** What the two loops are about is asked of both. */
function nestedLoops(scope: Scope): string {
  const { random } = scope;
  const asked = () => `{{ loop.${random.pick(OF_LOOPS)} }}`;
  const inner = around(
    scope,
    'for x in range(i if i is integer else 2)',
    'endfor',
    asked() + drawBody(scope),
  );
  const outer = random.pick(['', '{% set outer = loop %}']);
  const from = outer === '' ? '' : '{{ outer.index }}';
  return around(scope, 'for i in [1, 2, 3]', 'endfor', outer + asked() + inner + asked() + from);
}

function drawBlock(scope: Scope): string {
  const { random } = scope;
  const name = random.pick(['a', 'b', 'c', 'e']);
  if (scope.blocks.has(name)) return `{{ self.${name}() }}`;
  scope.blocks.add(name);
  const inner = drawBody(scope) + random.pick(['', '', '{{ super() }}', '{{ n }}', '{{ i }}']);
  return around(scope, `block ${name}${random.pick(['', '', ' scoped'])}`, 'endblock', inner);
}
