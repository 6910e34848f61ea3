// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { filesOf, splitAddresses } from './addresses.ts';

const addresses = (text: string) =>
  splitAddresses(text)
    .filter(({ href }) => href !== undefined)
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

describe('names of files', () => {
  const definition = [
    'kernel: {url: "https://images.example/v6/bzImage"}',
    "rootfs: {url: 'http://images.example/debian/rootfs.ext4.gz?sig=1', compression: gz}",
    'more: https://images.example/kernel',
    'repository: https://example.org/',
  ].join('\n');
  const files = filesOf(definition);

  it('come from the addresses of the definition', () => {
    expect(Object.fromEntries(files)).toEqual({
      bzImage: 'https://images.example/v6/bzImage',
      'rootfs.ext4.gz': 'http://images.example/debian/rootfs.ext4.gz?sig=1',
      kernel: 'https://images.example/kernel',
    });
  });

  it.each([
    ['saved as /var/lib/lava/1/deploy/bzImage', ['bzImage']],
    ['decompressing rootfs.ext4.gz to rootfs.ext4', ['rootfs.ext4.gz']],
    ['booting the kernel, bzImage', []],
    ['/tmp/kernel/x and /tmp/my-bzImage', []],
    ['"/x/bzImage": https://images.example/v6/bzImage.', ['bzImage', 'https://images.example/v6/bzImage']],
  ])('are links in %s', (text, expected) => {
    const parts = splitAddresses(text, files);
    expect(parts.filter(({ href }) => href !== undefined).map(({ part }) => part)).toEqual(expected);
    expect(parts.map(({ part }) => part).join('')).toBe(text);
    for (const { at, part } of parts) expect(text.slice(at, at + part.length)).toBe(part);
  });
});
