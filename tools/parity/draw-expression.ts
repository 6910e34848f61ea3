// SPDX-License-Identifier: Apache-2.0
import type { Random } from './random.ts';

/** What drawn templates find in their context; drawn names are mostly these. */
/** Python prints an address where a method itself is printed, so none is drawn without being called. */
export const DRAWN_CONTEXT: Record<string, unknown> = {
  n: 7,
  s: 'old text',
  l: ['a', 'b'],
  d: { a: 1, b: 'two', c: null },
  t: true,
  u: 'Ünï <b>&amp;</b> \u00df\u{1f600}',
  people: [{ name: 'Zoe', age: 30 }, { name: 'adam', age: 25, tags: ['x', 'y'] }, { name: 'bob' }],
};

export function drawName(random: Random): string {
  return random.pick(['n', 'n', 's', 'l', 'd', 'x', 'x', 'y', 'i', 'a', 'v', 't']);
}

const STRINGS = [
  "'a'",
  "'Hello World'",
  "''",
  "'a b  c'",
  "'12'",
  "'-3.5'",
  "'x,y,z'",
  '"it\'s"',
  "'<a href>'",
  "'\\n line\\n\\nmore '",
  "'%s-%s'",
  "'{} {0}'",
  "'ß'",
  "'http://x.org/a b'",
  "'1_000'",
  "'0x1f'",
  "'ABC-def ghi'",
];
const NUMBERS = [
  '0',
  '1',
  '-1',
  '2',
  '7',
  '10',
  '3.0',
  '2.5',
  '-0.5',
  '1e20',
  '12345678901234567890',
  '0.1',
  '1_000',
  '0x10',
];
const OTHERS = [
  'true',
  'false',
  'none',
  '[]',
  '{}',
  '()',
  '[1, 2, 3]',
  '(1, "a")',
  "{'a': 1, 'b': [2]}",
  "['b', 'A', 'c', 'a']",
  '[3, 1, 2.0]',
  '[[1, 2], [3]]',
  'range(4)',
  "[1, 'a', none, true, 1.5]",
  'nothing',
  'people',
  'd.items()|list',
  'u',
  's',
  'l',
  'd',
  'n',
];

const FILTERS = [
  'abs',
  "attr('name')",
  'batch(2)|list',
  "batch(3, 'x')|list",
  'capitalize',
  'center(9)',
  "default('D')",
  "default('D', true)",
  'd(1)',
  'dictsort',
  "dictsort(by='value')",
  'dictsort(reverse=true)',
  'filesizeformat',
  'filesizeformat(true)',
  'first',
  'float',
  'float(7)',
  "format(1, 'b')",
  "groupby('name')|list",
  'groupby(0)|list',
  'indent',
  'indent(2, true)',
  "indent('--', blank=true)",
  'int',
  'int(3)',
  'int(0, 16)',
  'items|list',
  'join',
  "join(', ')",
  "join('-', attribute='name')",
  'last',
  'length',
  'count',
  'list',
  'lower',
  "map('upper')|list",
  "map(attribute='name')|list",
  "map(attribute='age', default=0)|list",
  "map('int')|list",
  'max',
  "max(attribute='age')",
  'min',
  'reject|list',
  "reject('string')|list",
  "rejectattr('age')|list",
  "replace('a', 'X')",
  "replace('l', 'L', 1)",
  'reverse|list',
  'reverse',
  'round',
  'round(1)',
  "round(0, 'floor')",
  "round(-1, 'ceil')",
  'select|list',
  "select('number')|list",
  "select('in', [1, 'a'])|list",
  "selectattr('age', 'gt', 26)|list",
  'slice(2)|list',
  "slice(3, '-')|list",
  'sort',
  'sort(reverse=true)',
  "sort(attribute='name')",
  "sort(attribute='age')",
  'sort(case_sensitive=true)',
  'string',
  'striptags',
  'sum',
  "sum(attribute='age')",
  'sum(start=5)',
  'title',
  'trim',
  "trim('a')",
  'truncate(5)',
  "truncate(5, true, '')",
  "truncate(4, false, '..', 0)",
  'unique|list',
  "unique(attribute='age')|list",
  'upper',
  'urlencode',
  'wordcount',
  'wordwrap(5)',
  "wordwrap(4, false, '|')",
  'yaml_quote',
  'shlex_quote',
];
const TESTS = [
  'boolean',
  'callable',
  'defined',
  'divisibleby 2',
  'divisibleby(3)',
  'eq 1',
  'even',
  'false',
  'float',
  'ge 1',
  'gt 0',
  "in ['a', 1]",
  'integer',
  'iterable',
  'le 1',
  'lower',
  'lt 2',
  'mapping',
  'ne 1',
  'none',
  'number',
  'odd',
  'sameas true',
  'sequence',
  'string',
  'true',
  'undefined',
  'upper',
  "equalto 'a'",
  'filter',
  'test',
  'escaped',
];
const METHODS = [
  'upper()',
  'lower()',
  'strip()',
  'split()',
  "split(',')",
  "split(' ', 1)",
  "rsplit(' ', 1)",
  'splitlines()',
  "join(['x', 'y'])",
  "replace('a', 'b')",
  "startswith('a')",
  "endswith(('d', 't'))",
  "find('l')",
  "rfind('l', 2)",
  "index('a')",
  "count('l')",
  'title()',
  'capitalize()',
  'swapcase()',
  'casefold()',
  "center(11, '*')",
  'ljust(5)',
  "rjust(5, '-')",
  'zfill(5)',
  'isdigit()',
  'isalpha()',
  'isalnum()',
  'islower()',
  'isupper()',
  'isspace()',
  'istitle()',
  'isidentifier()',
  'isnumeric()',
  'isdecimal()',
  'isascii()',
  'isprintable()',
  "partition(' ')",
  "rpartition('l')",
  "removeprefix('He')",
  "removesuffix('ld')",
  'expandtabs(4)',
  "lstrip('aH')",
  "rstrip('d')",
  'format(1, 2, a=3)',
  "format_map({'a': 1})",
  'encode()',
  'items()|list',
  'keys()|list',
  'values()|list',
  "get('a')",
  "get('q', 5)",
  'copy()',
  "pop('a', 2)",
  'pop()',
  'append(1)',
  "index('b')",
  'insert(0, 9)',
  "update({'z': 1})",
  "setdefault('q', 1)",
  'reverse()',
  'sort()',
  'bit_length()',
  'is_integer()',
  'as_integer_ratio()',
  'conjugate()',
  'hex()',
  'extend([1])',
  'remove(1)',
  'clear()',
  'count(1)',
  'popitem()',
];
const ATTRIBUTES = ['a', 'name', '0', 'real', 'imag', 'numerator', 'start', 'missing', 'k'];
const SUBSCRIPTS = ['0', '-1', '1', "'a'", "'name'", "'missing'", 'n', '99', 'none', '1.0', 'true', '1, 2'];
/** jinja2 looks a constant's slice up as an item, so only what has one is drawn. */
const SLICES = ['1:', ':2', '::-1', '1:3', '::2', '-2:', '5:', '-9:9:2', 'n:', ':-1'];
const SLICED = ['s', 'l', 'u', "'Hello World'", '[1, 2, 3]', '(1, 2, 3)', 'range(9)', 'people'];
const BINARY = [
  '+',
  '-',
  '*',
  '/',
  '//',
  '%',
  '~',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'not in',
  'and',
  'or',
];

/** A random expression; most have a value, some fail in Python as well. */
export function drawExpression(random: Random, depth: number): string {
  if (depth <= 0) return drawAtom(random);
  const inner = () => drawExpression(random, depth - 1);
  switch (random.below(16)) {
    case 0:
    case 1:
      return drawAtom(random);
    case 2:
    case 3:
    case 4:
      return `${operand(inner())}|${random.pick(FILTERS)}`;
    case 5:
      return `${operand(inner())} is ${random.pick(['', '', 'not '])}${random.pick(TESTS)}`;
    case 6:
    case 7:
      return `${operand(inner())}.${random.pick(METHODS)}`;
    case 8:
      return `${operand(inner())}.${random.pick(ATTRIBUTES)}`;
    case 9:
      return random.below(2) === 0
        ? `${operand(inner())}[${random.pick(SUBSCRIPTS)}]`
        : `${random.pick(SLICED)}[${random.pick(SLICES)}]`;
    case 10:
      return `${inner()} ${random.pick(BINARY)} ${inner()}`;
    case 11:
      return `(${inner()}) ${random.pick(BINARY)} (${inner()})`;
    case 12:
      return random.pick([
        `not ${inner()}`,
        `-${operand(inner())}`,
        `+${operand(inner())}`,
        `(${inner()}) ** 2`,
      ]);
    case 13:
      return `${inner()} if ${inner()}${random.pick([' else ', ' else ', ''])}`.replace(
        / else $/,
        ` else ${inner()}`,
      );
    case 14:
      return random.pick([
        `[${inner()}, ${inner()}]`,
        `(${inner()},)`,
        `{'k': ${inner()}, ${atomKey(random)}: ${inner()}}`,
        `dict(a=${inner()})`,
        `(${inner()}, ${inner()})`,
      ]);
    default:
      return random.pick([
        `'%s|%r' % (${inner()}, ${inner()})`,
        `'%d' % ${operand(inner())}`,
        `'%5.1f|%-4s|%04d' % (1.25, 'a', 7)`,
        `'{:>6}|{!r}'.format(${inner()}, ${inner()})`,
        `'{0[a]} {1[name]}'.format(${inner()}, ${inner()})`,
        `'%s' % ${operand(inner())}`,
        `'%(a)s' % ${operand(inner())}`,
        `'{:d}'.format(${inner()})`,
        `'{:.2f}'.format(${inner()})`,
      ]);
  }
}

function atomKey(random: Random): string {
  return random.pick(['1', "'a'", 'true', '1.0', 'none', '(1, 2)']);
}

function operand(text: string): string {
  return /^[\w.'"]+$/.test(text) && !/^[\d.]/.test(text) ? text : `(${text})`;
}

function drawAtom(random: Random): string {
  switch (random.below(4)) {
    case 0:
      return random.pick(STRINGS);
    case 1:
      return random.pick(NUMBERS);
    case 2:
      return random.pick(OTHERS);
    default:
      return drawName(random);
  }
}
