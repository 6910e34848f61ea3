// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { resultRow } from './result-row.ts';

describe('when a result was logged', () => {
  it.each([
    ['2026-11-22T09:34:00.123456+00:00', '2026-11-22T09:34:00.123456Z'],
    ['2026-11-22T09:34:00.123456', '2026-11-22T09:34:00.123456Z'],
    ['2026-11-22T09:34:00+02:00', '2026-11-22T07:34:00.000000Z'],
    ['2026-11-22T09:34:00.5Z', '2026-11-22T09:34:00.500000Z'],
    ['2026-13-22T09:34:00Z', null],
    ['2026-11-22T09:34:61Z', null],
    ['2026-11-22T09:34:00.123456+99:99', null],
    ['yesterday', null],
    ['22 Nov 2026', null],
    ['', null],
    [17, null],
    [null, null],
    [{ a: 1 }, null],
    ['0000-01-01T00:00:00+23:59', null],
    ['0000-06-01T00:00:00Z', null],
    ["2026-11-22T09:34:00Z'; drop table results; --", null],
  ])('is %j: %j', (dt, logged) => {
    const line = JSON.stringify({ dt, lvl: 'results', msg: { definition: 'a', case: 'b', result: 'pass' } });
    expect(resultRow(1, 2, line)).toMatchObject({ result: 'pass', logged });
  });
});
