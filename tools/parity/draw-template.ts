// SPDX-License-Identifier: Apache-2.0
import { drawExpression, drawName } from './draw-expression.ts';
import type { Random } from './random.ts';

/** Templates that drawn ones extend, include and import. */
export const DRAWN_TEMPLATES: Record<string, string> = {
  base: '<{% block a %}A{{ n }}{% endblock %}|{% block b %}{% set n = 8 %}{{ n }}{{ s }}{% endblock %}>{{ n }}',
  mid: '{% extends "base" %}{% set s = "mid" %}{% block a %}m{{ super() }}{{ x }}{% endblock %}',
  inc: '({{ n }}{{ x }}{{ i }}{% set x = "inc" %}{{ x }}{{ loop is defined }})',
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

/** A random template of statements, texts and white space control. */
export function drawTemplate(random: Random): string {
  const scope: Scope = { random, depth: 4, blocks: new Set(), toplevel: true };
  const parent = random.below(6) === 0 ? `${tag(random, `extends "${random.pick(['base', 'mid'])}"`)}` : '';
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
      return `${space}{{${sign(random)} ${drawExpression(random, 3)} ${sign(random, '')}}}`;
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
  const value = () => drawExpression(random, 2);
  switch (random.below(18)) {
    case 0:
    case 1:
    case 2:
      return tag(random, `set ${drawName(random)} = ${value()}`);
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
  const test = () => drawExpression(random, 2);
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

function drawBlock(scope: Scope): string {
  const { random } = scope;
  const name = random.pick(['a', 'b', 'c', 'e']);
  if (scope.blocks.has(name)) return `{{ self.${name}() }}`;
  scope.blocks.add(name);
  const inner = drawBody(scope) + random.pick(['', '', '{{ super() }}', '{{ n }}', '{{ i }}']);
  return around(scope, `block ${name}${random.pick(['', '', ' scoped'])}`, 'endblock', inner);
}
