// SPDX-License-Identifier: Apache-2.0

import { timeOf } from '@lava/protocol/filter/time.ts';
import { expect, it } from 'vitest';

const NOW = Date.parse('2026-11-28T12:00:00Z');

it.each([
  ['30m', '2026-11-28T11:30:00.000Z'],
  ['2d', '2026-11-26T12:00:00.000Z'],
  ['1w', '2026-11-21T12:00:00.000Z'],
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01T10:00', '2026-11-01T10:00:00.000Z'],
  ['2026-11-01T10:00:00+02:00', '2026-11-01T08:00:00.000Z'],
  ['2026-13-01', undefined],
  ['yesterday', undefined],
  ['5', undefined],
  ['-2d', undefined],
  ['999999w', undefined],
])('%s is %s', (text, time) => {
  expect(timeOf(text, NOW)).toBe(time);
});
