// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { LoginLimit } from './login-limit.ts';

describe('LoginLimit', () => {
  it('refuses a name from an address after ten wrong passwords, until the window is over', () => {
    let now = 0;
    const limit = new LoginLimit(() => now);
    for (let n = 0; n < 10; n++) {
      limit.check('ann', '::1');
      limit.failed('ann', '::1');
    }
    expect(() => limit.check('ann', '::1')).toThrow('try again in 5 min');
    limit.check('bob', '::1');
    limit.check('ann', '::2');
    now = 5 * 60_000;
    limit.check('ann', '::1');
  });

  it('refuses an address that tries many names', () => {
    const limit = new LoginLimit(() => 0);
    for (let n = 0; n < 100; n++) limit.failed(`user${n}`, '::1');
    expect(() => limit.check('other', '::1')).toThrow('too many');
  });

  it('forgets the failures of who then knows the password', () => {
    const limit = new LoginLimit(() => 0);
    for (let n = 0; n < 9; n++) limit.failed('ann', '::1');
    limit.succeeded('ann', '::1');
    limit.failed('ann', '::1');
    limit.check('ann', '::1');
  });
});
