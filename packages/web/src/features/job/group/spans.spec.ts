// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { spansOf } from './spans.ts';

const at = (second: number) => new Date(second * 1_000).toISOString();

it('puts the jobs of a group on one axis, those that run up to now', () => {
  const jobs = [
    { startTime: at(100), endTime: at(150) },
    { startTime: at(125), endTime: null },
    { startTime: null, endTime: null },
  ];
  expect(spansOf(jobs, 200_000)).toEqual([{ from: 0, to: 0.5 }, { from: 0.25, to: 1 }, undefined]);
  expect(spansOf([{ startTime: null, endTime: null }], 0)).toEqual([undefined]);
});
