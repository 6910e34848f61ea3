// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completeFilter } from './complete.ts';
import { FILTER_KEYS } from './keys.ts';
import { parseFilter, readFilter } from './parse.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');

describe('a filter', () => {
  it.each([
    ['', {}],
    ['  boot   test ', { search: 'boot test' }],
    ['"boot: \\"x\\"" 7', { search: 'boot: "x" 7' }],
    ['type:qemu,bbb health:incomplete', { deviceType: ['qemu', 'bbb'], health: ['incomplete'] }],
    ['state:queued,running', { state: ['submitted', 'running'] }],
    ['by:ann -by:bob', { submitter: 'ann', notSubmitter: 'bob' }],
    ['suite:ltp case:"a b, c" result:fail', { suite: 'ltp', case: 'a b, c', result: ['fail'] }],
    ['after:7d before:2026-11-27', { since: '2026-11-21T12:00:00.000Z', until: '2026-11-27T00:00:00.000Z' }],
    ['error:kernel-failure kind:job x', { errorCode: 'kernel-failure', errorKind: 'job', search: 'x' }],
    ['case:http://x/y', { case: 'http://x/y' }],
  ])('%j', (text, values) => {
    expect(parseFilter(text, NOW)).toEqual(values);
  });

  it.each([
    ['x typ:qemu', [[3, 'there is no key typ: did you mean type:?']]],
    [
      'a:b constructor:x',
      [
        [1, /^there is no key a: keys are state, health/],
        [5, /^there is no key constructor/],
      ],
    ],
    [
      'health:incomplet',
      [[8, /^health: must be one of unknown, complete, incomplete, canceled, found "incomplet"$/]],
    ],
    ['health:complete,', [[8, /found ""$/]]],
    ['type:', [[6, 'type: needs a value']]],
    ['by:a by:b', [[6, /^by: stands twice/]]],
    [
      '-type:x -word',
      [
        [1, /cannot be turned round; only -by: can/],
        [9, /^words cannot be left out/],
      ],
    ],
    ['after:soon', [[7, /^after: must be an age/]]],
    ['case:"a b', [[1, /never closed/]]],
    ['x'.repeat(1_001), [[1, /at most 1000 characters/]]],
  ] as [string, [number, string | RegExp][]][])('says what is wrong and where: %j', (text, expected) => {
    const { problems } = readFilter(text, NOW);
    expect(problems.map(({ where }) => where?.column)).toEqual(expected.map(([column]) => column));
    for (const [index, [, message]] of expected.entries()) expect(problems[index]?.message).toMatch(message);
    expect(() => parseFilter(text, NOW)).toThrow(/^filter: column \d+: /);
  });
});

describe('the reference of lists', () => {
  it('has every key', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/reference/lists.md'), 'utf8');
    const keys = [...page.matchAll(/^\| `([a-z]+):` \|/gm)].map(([, key]) => key);
    expect(keys).toEqual(Object.keys(FILTER_KEYS));
  });
});

describe('completion', () => {
  const labels = (text: string, names = {}) => completeFilter(text, names).map(({ label }) => label);

  it('offers keys, then values, of what is typed last', () => {
    expect(labels('x he')).toEqual(['health:']);
    expect(labels('').length).toBeGreaterThan(8);
    expect(labels('-')).toEqual(['-by:']);
    expect(completeFilter('x health:inc')).toEqual([
      { value: 'x health:incomplete ', label: 'incomplete', about: '' },
    ]);
    expect(completeFilter('state:running,que')[0]?.value).toBe('state:running,queued ');
    expect(labels('type:q', { type: ['qemu', 'bbb'] })).toEqual(['qemu']);
    expect(labels('nothing:x')).toEqual([]);
    expect(labels('case:"type:')).toEqual([]);
  });
});
