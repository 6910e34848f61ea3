// SPDX-License-Identifier: Apache-2.0
import { AddUser } from '@lava/protocol/api/auth.ts';
import { AddDevice, UpdateDevice, UpdateWorker } from '@lava/protocol/api/lab.ts';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { plainProblem } from './plain-problem.ts';

function problems(schema: z.ZodType, values: unknown): Record<string, string> {
  const parsed = schema.safeParse(values, { error: plainProblem });
  // The first of a field, as forms show it.
  return Object.fromEntries(
    (parsed.error?.issues ?? []).reverse().map(({ path, message }) => [path.join('.'), message]),
  );
}

describe('plainProblem', () => {
  it.each([
    [AddDevice, { name: '', deviceType: undefined }, { name: 'Required', deviceType: 'Required' }],
    [AddDevice, { name: 'a b', deviceType: 'x' }, { name: 'letters, digits and _ . @ + - only' }],
    [AddUser, { username: 'ann', password: 'short' }, { password: 'At least 8 characters' }],
    [UpdateDevice, { description: 'x'.repeat(201) }, { description: 'At most 200 characters' }],
    [UpdateWorker, { jobLimit: 10_001 }, { jobLimit: 'At most 10000' }],
    [UpdateWorker, { jobLimit: -1 }, { jobLimit: 'At least 0' }],
    [UpdateDevice, { health: 'fine' }, { health: expect.stringMatching(/^One of good, /) }],
    [AddDevice, { name: 'x', deviceType: 'x' }, {}],
  ])('says it in the words of a form: %#', (schema, values, expected) => {
    expect(problems(schema as z.ZodType, values)).toEqual(expected);
  });
});
