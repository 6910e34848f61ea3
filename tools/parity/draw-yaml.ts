// SPDX-License-Identifier: Apache-2.0

import { ENDS, FLOW_PLAIN, PLAIN, QUOTED, STARTS, TAGGED } from './draw-yaml-words.ts';
import type { Random } from './random.ts';

/** A random document: block and flow collections, scalars of every style, anchors, merges and tags. */
export function drawYaml(random: Random): string {
  const draw = new Draw(random);
  const start = random.pick(STARTS);
  const end = random.pick(ENDS);
  const text = start + draw.block(0, 3, start === '--- ') + end;
  return random.below(20) === 0 ? text.replaceAll('\n', random.pick(['\r\n', '\r', '\n\n'])) : text;
}

class Draw {
  readonly #random: Random;
  readonly #anchors: string[] = [];
  #next = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A node whose first line starts in the current column; further lines are indented by `indent`. */
  block(indent: number, depth: number, sameLine = false): string {
    const kind = depth <= 0 || sameLine ? 0 : this.#random.below(5);
    if (kind <= 1) return this.#scalar(indent, depth);
    return kind <= 3 ? this.#mapping(indent, depth) : this.#sequence(indent, depth);
  }

  #mapping(indent: number, depth: number): string {
    const pad = ' '.repeat(indent);
    const lines = Array.from({ length: 1 + this.#random.below(3) }, () => this.#entry(indent, depth));
    return lines.join(`\n${this.#gap()}${pad}`);
  }

  #entry(indent: number, depth: number): string {
    const [random, pad] = [this.#random, ' '.repeat(indent)];
    const alias = this.#anchors.at(-1);
    if (random.below(12) === 0 && alias)
      return `<<: ${random.pick([
        `*${alias}`,
        `[*${alias}]`,
        `[*${alias}, {b: 2, c: 3}]`,
        `[{a: 1}, {a: 2, b: 2}]`,
        '{a: 1, z: 2}',
        'x',
        '',
        '[x]',
        `\n${pad}  a: 5`,
        `{<<: *${alias}, y: 1}`,
      ])}`;
    if (random.below(30) === 0 && alias) return `*${alias} : ${this.#value(indent, depth)}`;
    if (random.below(20) === 0)
      return `? ${this.block(indent + 2, depth - 1)}\n${pad}: ${this.block(indent + 2, depth - 1)}`;
    const key = random.pick([
      'a',
      'b',
      'c',
      'a b',
      '"q"',
      "'s'",
      '1',
      'yes',
      '1.0',
      '~',
      'é',
      'a-b',
      '=',
      '!!str 1',
      'a',
      'b',
      '[1, 2]',
      '{a: 1}',
      '2026-01-31',
      '"<<"',
      '!!merge x',
      '1.5',
      '0x1',
      'true',
      'null',
      "''",
      '""',
      '?',
      '-',
      'a#',
      '&k a',
    ]);
    return `${key}${random.pick([': ', ': ', ':  ', ' : '])}${this.#value(indent, depth)}`;
  }

  #value(indent: number, depth: number): string {
    const random = this.#random;
    const kind = depth <= 0 ? 0 : random.below(6);
    const step = random.pick([1, 2, 2, 2, 4]);
    if (kind === 0) return random.pick(['', '# note']);
    if (kind <= 2) return this.#scalar(indent + step, depth);
    if (kind === 5) return this.#flow(depth - 1);
    return this.#anchored(8, () => {
      if (kind === 3)
        return `\n${this.#gap()}${' '.repeat(indent + step)}${this.#mapping(indent + step, depth - 1)}`;
      const at = random.pick([indent, indent + step]);
      return `\n${' '.repeat(at)}${this.#sequence(at, depth - 1)}`;
    });
  }

  #sequence(indent: number, depth: number): string {
    const pad = ' '.repeat(indent);
    const items = Array.from({ length: 1 + this.#random.below(3) }, () => {
      const gap = this.#random.pick(['- ', '- ', '-   ']);
      return this.#random.below(10) === 0 ? '-' : gap + this.block(indent + gap.length, depth - 1);
    });
    return items.join(`\n${this.#gap()}${pad}`);
  }

  #scalar(indent: number, depth: number): string {
    const random = this.#random;
    const alias = this.#anchors.length > 0 ? `*${random.pick(this.#anchors)}` : 'none';
    switch (random.below(11)) {
      case 0:
      case 1:
        return random.pick(QUOTED).replaceAll('\n', `\n${' '.repeat(indent + 1)}`);
      case 2:
        return random.pick(TAGGED);
      case 3:
      case 4:
        return this.#literal(indent);
      case 5:
        return alias;
      case 6:
        return this.#anchored(1, () => random.pick(PLAIN.filter((text) => text !== '=')));
      case 7:
        return this.#flow(depth);
      case 8:
        return `${random.pick(PLAIN)}\n${random.pick(['', '\n'])}${' '.repeat(indent + 1)}more`;
      case 9:
        return `${random.pick(PLAIN)} # note`;
      default:
        return random.pick(PLAIN);
    }
  }

  #literal(indent: number): string {
    const random = this.#random;
    const step = random.pick([1, 2, 3]);
    const pad = ' '.repeat(indent + step);
    const mark = random.pick(['', '', String(step)]);
    const chomp = random.pick(['', '-', '+']);
    const head =
      random.pick(['|', '>']) + random.pick([mark + chomp, chomp + mark]) + random.pick(['', '', ' # note']);
    const line = () =>
      random.pick([
        `${pad}line`,
        `${pad}  deep`,
        '',
        pad,
        `${pad}# no note`,
        `${pad}\ttab`,
        `${pad}two words`,
        `${pad}a: b`,
        `${pad}- c`,
        `${pad}trailing  `,
        `${pad} \t`,
        `${pad}"quoted`,
        `${' '.repeat(indent)}# less`,
      ]);
    const first = mark === '' ? `${pad}first` : `${pad}${random.pick(['', ' '])}first`;
    return `${head}\n${[first, ...Array.from({ length: random.below(4) }, line)].join('\n')}`;
  }

  #flow(depth: number): string {
    const random = this.#random;
    if (depth <= 0 || random.below(4) === 0)
      return random.pick([...QUOTED.filter((text) => !text.includes('\n')), ...FLOW_PLAIN, '[]', '{}']);
    const inner = () => this.#flow(depth - 1);
    const comma = () => random.pick([', ', ',', ' , ', ',\n     ']);
    if (random.below(2) === 0) {
      const items = Array.from({ length: random.below(4) }, () =>
        random.below(8) === 0 ? `${random.pick(['a', '"b"'])}: ${inner()}` : inner(),
      );
      return `[${items.join(comma())}${items.length > 0 ? random.pick(['', '', ',']) : ''}]`;
    }
    const pairs = Array.from({ length: random.below(4) }, () =>
      random.pick([
        `a: ${inner()}`,
        `"b": ${inner()}`,
        `"c":${inner()}`,
        'd',
        `? e : ${inner()}`,
        '"f"',
        `1: ${inner()}`,
        `[g]: ${inner()}`,
        `h:`,
        `? ${inner()}`,
        `<<: {m: 1}`,
        `'s':${inner()}`,
        `a : # note\n      ${inner()}`,
      ]),
    );
    return `{${pairs.join(comma())}${pairs.length > 0 ? random.pick(['', '', ',']) : ''}}`;
  }

  /** One of `chance` nodes has an anchor. It can be named only once its node has ended: we refuse cycles. */
  #anchored(chance: number, node: () => string): string {
    if (this.#random.below(chance) !== 0) return node();
    const name = `n${this.#next++}`;
    const text = node();
    this.#anchors.push(name);
    return `&${name} ${text}`;
  }

  #gap(): string {
    return this.#random.pick(['', '', '', '\n', '# note\n', '  # note\n']);
  }
}
