// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { splitAddresses } from './addresses.ts';

const addresses = (text: string) =>
  splitAddresses(text)
    .filter(({ address }) => address)
    .map(({ part }) => part);

describe('splitAddresses', () => {
  it.each([
    ['see https://example.org/a?b=c#d.', ['https://example.org/a?b=c#d']],
    ['(http://example.org/x)', ['http://example.org/x']],
    ['http://example.org/x_(y)', ['http://example.org/x_(y)']],
    ['"http://a.example/1","http://b.example/2"', ['http://a.example/1', 'http://b.example/2']],
    ['http://', []],
    ['javascript:alert(1) ftp://example.org file:///etc/passwd', []],
    ['nothing here', []],
  ])('finds those of %s', (text, expected) => {
    expect(addresses(text)).toEqual(expected);
  });

  it('keeps every character', () => {
    const text = 'a http://x.example, b (http://y.example). c';
    expect(
      splitAddresses(text)
        .map(({ part }) => part)
        .join(''),
    ).toBe(text);
  });
});
