// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { describedUrl } from './described-url.ts';

describe('address in a plan', () => {
  it.each([
    ['http://a/b.gz', 'http://a/b.gz'],
    ['HTTPS://a/b?c=1#d', 'https://a/b?c=1#d'],
    ['http://a/b?', 'http://a/b'],
    ['http://a/b?#', 'http://a/b'],
    ['file:///dev/null', 'file:///dev/null'],
    ['downloads:///rpm.mbn', 'downloads:/rpm.mbn'],
    ['downloads://rpm.mbn', 'downloads://rpm.mbn'],
    ['no address', 'no address'],
  ])('%s → %s', (url, shown) => expect(describedUrl(url)).toBe(shown));
});
