// SPDX-License-Identifier: Apache-2.0
import type { Random } from './random.ts';

/** As much of JSON Schema as is drawn from. */
export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

/** Words that a program may take for something else, and that a database or a file system may not take at all. */
export const TEXTS = [
  '',
  ' ',
  'qemu',
  'qemu-1',
  'lab-1',
  'ann',
  'admin',
  '1',
  '0',
  '-1',
  '1e999',
  'NaN',
  'null',
  'true',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff',
  '\ufffe',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '../..',
  '%00',
  '%',
  "'",
  '";--',
  '*',
  '\\',
  '{{',
  '{% x',
  '{% extends "qemu.jinja2" %}',
  '&a [*a]',
  '!!python/object:x',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '275760-09-13T00:00:00Z',
  '+999999-01-01',
  '9223372036854775808',
  '9007199254740993',
  '\u202e',
  '\u{1f600}',
  'x'.repeat(300),
  'x'.repeat(70_000),
  'job_name: x\ndevice_type: qemu\nvisibility: public\ntimeouts: {job: {minutes: 1}}\nactions: []',
  '{"actions": [{"command": "__proto__"}]}',
] as const;
export const NUMBERS = [0, 1, -1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 1e21] as const;

/** Values for a schema: mostly of the right shape with odd leaves, sometimes anything. */
export class Draw {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  anything(depth = 0): unknown {
    const random = this.#random;
    const kind = random.between(0, depth > 3 ? 3 : 5);
    if (kind === 0) return random.one(NUMBERS);
    if (kind === 1) return random.one([null, true, false]);
    if (kind < 4) return random.one(TEXTS);
    const count = random.between(0, 3);
    if (kind === 4) return Array.from({ length: count }, () => this.anything(depth + 1));
    const entries = Array.from({ length: count }, () => [
      random.one(TEXTS).slice(0, 50),
      this.anything(depth + 1),
    ]);
    return Object.fromEntries(entries);
  }

  value(schema: Schema | undefined, depth = 0): unknown {
    const random = this.#random;
    if (!schema || depth > 5 || random.percent(8)) return this.anything(depth);
    if ('const' in schema) return schema.const;
    if (schema.enum && random.percent(80)) return random.one(schema.enum);
    const choice = schema.anyOf ?? schema.oneOf;
    if (choice) return this.value(random.one(choice), depth + 1);
    switch ([schema.type].flat()[0]) {
      case 'object':
        return this.#object(schema, depth);
      case 'array':
        return Array.from({ length: random.between(0, 3) }, () => this.value(schema.items, depth + 1));
      case 'integer':
      case 'number':
        return random.percent(70) ? random.between(0, 49) : random.one(NUMBERS);
      case 'boolean':
        return random.percent(80) ? random.percent(50) : this.anything(depth);
      default:
        return random.one(TEXTS);
    }
  }

  #object({ properties = {} }: Schema, depth: number): Record<string, unknown> {
    const entries = Object.entries(properties).filter(() => this.#random.percent(90));
    const object = Object.fromEntries(entries.map(([key, inner]) => [key, this.value(inner, depth + 1)]));
    if (this.#random.percent(10)) object[this.#random.one(TEXTS).slice(0, 40)] = this.anything(depth + 1);
    return object;
  }
}
