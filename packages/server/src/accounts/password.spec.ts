// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { checkNothing, checkPassword, hashPassword } from './password.ts';

describe('passwords', () => {
  it('are kept as salted hashes that only the password fits', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).not.toBe(two);
    expect(one).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(await checkPassword('correct horse', one)).toBe(true);
    expect(await checkPassword('correct Horse', one)).toBe(false);
    expect(await checkPassword('correct horse', 'md5$x')).toBe(false);
    expect(await checkNothing('correct horse')).toBe(false);
  });

  it('are checked two at a time, a few wait, more are refused, and those whose caller is gone are dropped', async () => {
    const hash = await hashPassword('correct horse');
    const gone = new AbortController();
    const checks = Array.from({ length: 30 }, (_, n) =>
      checkPassword('guess', hash, n >= 10 ? gone.signal : undefined),
    );
    gone.abort();
    const outcomes = (await Promise.allSettled(checks)).map((outcome) =>
      outcome.status === 'fulfilled' ? String(outcome.value) : outcome.reason.code,
    );
    expect(
      Map.groupBy(outcomes, (outcome) => outcome)
        .keys()
        .toArray()
        .sort(),
    ).toEqual(['canceled', 'false', 'too-many-requests']);
    expect(outcomes.slice(0, 10)).toEqual(Array(10).fill('false'));
    expect(outcomes.filter((outcome) => outcome === 'too-many-requests').length).toBeGreaterThanOrEqual(10);
    expect(await checkPassword('correct horse', hash)).toBe(true);
  });
});
