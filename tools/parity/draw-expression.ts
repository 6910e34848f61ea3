// SPDX-License-Identifier: Apache-2.0
import { ATTRIBUTES, BINARY, CALLED, FORMATTED, METHODS, SLICED, SLICES, SUBSCRIPTS } from './draw-uses.ts';
import { FILTERS, NUMBERS, OTHERS, STRINGS, TESTS } from './draw-words.ts';
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

/** A random expression; most have a value, some fail in Python as well. */
export function drawExpression(random: Random, depth: number): string {
  if (depth <= 0) return drawAtom(random);
  const inner = () => drawExpression(random, depth - 1);
  switch (random.below(18)) {
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
    case 15:
      return random.pick(CALLED);
    case 16:
      return random.pick(FORMATTED);
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
