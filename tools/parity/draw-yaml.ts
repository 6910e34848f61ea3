// SPDX-License-Identifier: Apache-2.0
import type { Random } from './random.ts';

const PLAIN = [
  'a',
  'text',
  'two words',
  '1',
  '-7',
  '0x1F',
  '0o7',
  '017',
  '1_000',
  '1.5',
  '1e3',
  '1.e+3',
  '.5',
  '-.inf',
  '.nan',
  'yes',
  'No',
  'on',
  'OFF',
  'true',
  'null',
  '~',
  'Null',
  '2026-01-31',
  '2026-01-31 10:00:00',
  '2026-01-31T10:00:00.5Z',
  '1:30',
  '12:30:45',
  '0b101',
  'a#b',
  'a:b',
  'http://x.org/a?b=c',
  '-x',
  '?x',
  ':x',
  '=',
  '<',
  'é😀',
  'a-b',
  'x,y',
  "it's",
  'a"b',
  '%a',
  '09',
  '+1',
  '1__0',
  '0x',
  'y',
  '-',
  '...a',
  '---a',
  '!',
  '&',
  'null null',
  '.',
  '..',
  '1.2.3',
  '0.0',
  '-0',
  '00',
  '1e5',
  '123456789012345678901',
  '-0x1f',
  '+0b11',
  '-017',
  '08',
  '0_',
  '_1',
  '1_',
  '+.inf',
  '.Inf',
  '.INF',
  '-.INF',
  '.NaN',
  '1.5e+10',
  '1.5E-3',
  '1e+3',
  '+1.5',
  '1_0.5',
  '1._5',
  '190:20:30',
  '190:20:30.15',
  '-1:30',
  '1:60',
  '1:5',
  '01:30',
  '2026-1-1',
  '2026-02-30',
  '2026-01-31t10:00:00+02:00',
  '2026-01-31 10:00:00 -5',
  '2026-01-31 10:00:00.123456789',
  '2026-01-31 10:00',
  '0001-01-01',
  '9999-12-31T23:59:59-01:00',
  'TRUE',
  'True',
  'tRUE',
  'NULL',
  'nULL',
  'Yes',
  'YES',
  'yEs',
  'n',
  'Y',
  'None',
  'oN',
  '0b',
  '0b2',
  '0x_',
  '0xg',
  '1e',
  'e3',
  '--1',
  '+',
  '<<',
  '`a',
  '@a',
  '|a',
  '>a',
  ']',
  '}',
  ',a',
  '*',
  'a:',
  'a: b',
  '-a: b',
  'a  b',
  'a #b',
  "a'b'",
  '\\n',
  '{{ x }}',
  '[a] b',
  '\u00a0a',
  'a\u200bb',
  '\ufeffa',
];
const FLOW_PLAIN = PLAIN.filter((text) => !/[,:?=]|^[-!&%<.]|^-$/.test(text));
const QUOTED = [
  "'a'",
  "''",
  "'it''s'",
  '"a"',
  '""',
  '"\\n\\t\\x41\\u00e9\\U0001F600"',
  '"a\\\n   b"',
  "'a\n\n  b'",
  '"a\n  b"',
  "'#'",
  '"a: b"',
  "'- a'",
  '"\\e\\0\\_\\N\\L\\P\\/"',
  "'<<'",
  '"1"',
  "'yes'",
  '"\\x4"',
  '"\\q"',
  '"\\u12"',
  '"\\ud83d\\ude00"',
  '"a\\  b"',
  '"tab\there"',
  '"\\tx\\v\\f\\b\\a\\r\\"\\\\"',
  '"a\\ \n  b"',
  '"a\n\n\n  b\t\n c"',
  "' a '",
  "'a' b",
  '"a',
  "'\\n'",
  '"<<"',
  '"="',
  "''''",
  '"\\U00110000"',
];
const TAGGED = [
  '!!str 1',
  '!!int "7"',
  '!!float 1',
  '!!null ""',
  '!!bool yes',
  '! "-1"',
  "! 'a'",
  '! 12',
  '!!str',
  '!!binary aGk=',
  '!!int x',
  '!own a',
  '!!timestamp 2026-01-31',
  "!!float '1.5'",
  '!<tag:yaml.org,2002:str> 5',
  '!!str ~',
  '!!str |\n    text',
  '!!int "0x1F"',
  '!!int 1:30',
  '!!int 1.5',
  '!!float 1:30.5',
  '!!float x',
  '!!float "-.inf"',
  '!!bool 1',
  '!!bool "No"',
  '!!null x',
  '!!binary "a-b"',
  '!!binary "aG k="',
  '!!timestamp x',
  '!!timestamp 2026-01-31T10:00:00',
  '!!seq [a, 1]',
  '!!seq {a: 1}',
  '!!map {a: 1}',
  '!!map [a]',
  '!!map',
  '!!seq x',
  '!!set {a, b}',
  '!!set {a: 1}',
  '!!set [a]',
  '!!omap [a: 1, b: 2]',
  '!!omap [{a: 1, b: 2}]',
  '!!omap {a: 1}',
  '!!pairs [a: 1, a: 2]',
  '!!pairs [a]',
  '!!merge a',
  '!!value a',
  '!!str [a]',
  '!!python/tuple [1]',
  '!!python/none x',
  '!%41 x',
  '!!%73tr 5',
  '!<!own> a',
  '!<tag:yaml.org,2002:int> "5"',
  '!e!x a',
  '!!int ""',
  '!!float ""',
  '!!bool ""',
];

const STARTS = [
  '',
  '',
  '',
  '',
  '---\n',
  '# note\n',
  '\n',
  '--- ',
  '%YAML 1.1\n---\n',
  '%YAML 1.2\n---\n',
  '%YAML 2.0\n---\n',
  '%TAG !e! tag:yaml.org,2002:\n---\n',
  '\ufeff',
  ' ',
  '---\n---\n',
  '--- # note\n',
];
const ENDS = [
  '',
  '\n',
  '\n',
  '\n',
  '\n...\n',
  '\n# end',
  ' # end\n',
  '\n---\n',
  '\n... # end\n',
  '\n...\n...\n',
  '\n \n',
  '\n\t\n',
  '\n...\n---\nb\n',
];

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
