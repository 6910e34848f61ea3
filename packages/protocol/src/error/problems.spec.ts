// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { boundProblems, listed, MAX_PROBLEMS } from './problems.ts';

describe('a bounded list of problems', () => {
  const warnings = Array.from({ length: 500 }, (_, i) => ({
    message: `w${i}`,
    severity: 'warning' as const,
  }));

  it('leaves a short one as it is', () => {
    expect(boundProblems([{ message: 'a' }])).toEqual([{ message: 'a' }]);
  });

  it('never hides an error behind warnings, and says how many it leaves out', () => {
    const bounded = boundProblems([...warnings, { message: 'bad' }]);
    expect(bounded).toHaveLength(MAX_PROBLEMS);
    expect(bounded.map(({ message }) => message)).toContain('bad');
    expect(bounded.at(-1)).toEqual({
      severity: 'warning',
      message: 'there are 402 more problems; they are listed when these are fixed',
    });
    expect(boundProblems(Array(500).fill({ message: 'bad' })).at(-1)).toMatchObject({ severity: 'error' });
  });

  it('shortens texts that a stranger chose', () => {
    const long = 'x'.repeat(1_000_000);
    const [problem] = boundProblems([
      { message: long, found: long, expected: long, hint: long, where: { path: [long, 3] } },
    ]);
    expect(JSON.stringify(problem).length).toBeLessThan(11_000);
    expect(problem?.where?.path?.[1]).toBe(3);
  });

  it('lists some names of many', () => {
    expect(listed(['a', 'b'])).toBe('a, b');
    expect(listed(Array.from({ length: 1_000 }, (_, i) => `n${i}`))).toMatch(/n29 and 970 more$/);
  });
});
