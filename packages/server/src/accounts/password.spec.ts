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
});
