// SPDX-License-Identifier: Apache-2.0

/** A small repeatable source of numbers: an integer from 0 to limit - 1. */
export type Below = (limit: number) => number;

/** What a mutation puts in the place of anything. */
const ODD: readonly (() => unknown)[] = [
  () => null,
  () => '',
  () => [],
  () => ({}),
  () => true,
  () => -1,
  () => 0,
  () => 1.5,
  () => 1e308,
  () => 123_456_789_012_345_678_901_234_567_890n,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => new Date(0),
  () => new Uint8Array([0, 255]),
  () => 'a\u0000b',
  () => 'a\u001b[31mb',
  () => 'two\nlines',
  () => '\ud83d\ude00',
  () => '{nothing}',
  () => '$(x) `y` "z" \'',
  () => '../../etc/passwd',
  () => '-x',
  () => 'constructor',
  () => '9'.repeat(400),
  () => 'x'.repeat(20_000),
  () => [null, [[]], {}],
  () => ({ constructor: 1, toString: {}, a: [null] }),
  () => Array.from({ length: 200 }, () => 1),
];
const ODD_KEYS = [
  'unknown',
  '',
  'constructor',
  'a b',
  'two\nlines',
  '\u0007',
  '-',
  '0',
  'prompts',
  'timeout',
  'url',
  'to',
];

/** A copy in which one to three things are not what they were: dropped, renamed, doubled, added, of another type. */
export function mutated(document: unknown, below: Below): unknown {
  const copy = structuredClone(document);
  for (let times = 1 + below(3); times > 0; times--) {
    const holders = collections(copy);
    const holder = holders[below(holders.length)];
    if (holder) change(holder, below);
  }
  return copy;
}

function collections(value: unknown): (unknown[] | Record<string, unknown>)[] {
  if (typeof value !== 'object' || value === null || !isPlain(value)) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(collections)];
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

function change(holder: unknown[] | Record<string, unknown>, below: Below): void {
  const odd = () => ODD[below(ODD.length)]?.();
  const keys = Object.keys(holder);
  const key = keys[below(Math.max(1, keys.length))];
  const entries = holder as Record<string, unknown>;
  const kind = below(5);
  if (kind === 0 || key === undefined) {
    if (Array.isArray(holder)) holder.push(odd());
    else entries[ODD_KEYS[below(ODD_KEYS.length)] ?? ''] = odd();
  } else if (kind === 1) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete entries[key];
  } else if (kind === 2 && !Array.isArray(holder)) {
    entries[`${key}${['s', '_', ' ', '\u0000'][below(4)]}`] = entries[key];
    delete entries[key];
  } else {
    entries[key] = odd();
  }
}
