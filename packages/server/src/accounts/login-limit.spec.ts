// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { LoginLimit } from './login-limit.ts';

describe('LoginLimit', () => {
  it('refuses a name from an address after ten attempts, until the window is over', () => {
    let now = 0;
    const limit = new LoginLimit(() => now);
    for (let n = 0; n < 10; n++) limit.begin(n % 2 ? 'ann' : 'ANN', '::1');
    expect(() => limit.begin('ann', '::1')).toThrow('try again in 5 min');
    limit.begin('bob', '::1');
    limit.begin('ann', '::2');
    now = 5 * 60_000;
    limit.begin('ann', '::1');
  });

  it('refuses an address that tries many names', () => {
    const limit = new LoginLimit(() => 0);
    for (let n = 0; n < 100; n++) limit.begin(`user${n}`, '::1');
    expect(() => limit.begin('other', '::1')).toThrow('too many');
  });

  it('forgets the attempts of who then knows the password, but not those at other names from there', () => {
    const limit = new LoginLimit(() => 0);
    for (let n = 0; n < 98; n++) limit.begin(`user${n}`, '::1');
    for (let n = 0; n < 50; n++) {
      limit.begin('ann', '::1');
      limit.succeeded('ann', '::1');
    }
    limit.begin('a', '::1');
    limit.begin('b', '::1');
    expect(() => limit.begin('c', '::1')).toThrow('too many');
  });

  it('does not count what was never looked at', () => {
    const limit = new LoginLimit(() => 0);
    for (let n = 0; n < 200; n++) {
      limit.begin('ann', '::1');
      limit.dropped('ann', '::1');
    }
    limit.begin('ann', '::1');
  });
});
