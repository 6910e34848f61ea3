// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { fieldProblems } from './field-problems.ts';

const refusal = (...paths: (string[] | undefined)[]) =>
  new LavaError('request-invalid', 'no', {
    problems: paths.map((path, index) => ({ message: `problem ${index}`, ...(path && { where: { path } }) })),
  });

describe('fieldProblems', () => {
  it('gives each problem to its field, the first one of a field', () => {
    const error = refusal(['name'], ['body', 'password'], ['name']);
    expect(fieldProblems(error, ['name', 'password'])).toEqual({ name: 'problem 0', password: 'problem 1' });
  });

  it('gives nothing to fields when one problem has none, so that none is hidden', () => {
    expect(fieldProblems(refusal(['name'], undefined), ['name'])).toEqual({});
    expect(fieldProblems(refusal(['name'], ['other']), ['name'])).toEqual({});
    expect(fieldProblems(refusal(), ['name'])).toEqual({});
  });
});
