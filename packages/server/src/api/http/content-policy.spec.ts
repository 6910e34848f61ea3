// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { contentPolicy } from './content-policy.ts';

const scripts = (policy: string) => policy.split('; ').find((part) => part.startsWith('script-src'));

it('lets no inline script run', () => {
  expect(scripts(contentPolicy())).toBe("script-src 'self'");
  expect(
    scripts(contentPolicy('<script src="/a.js"></script><script type="module" src="/b.js"></script>')),
  ).toBe("script-src 'self'");
});

it('names the inline scripts of a page by their hashes', () => {
  // echo -n 'alert(1)' | openssl dgst -sha256 -binary | base64
  expect(scripts(contentPolicy('<head><script>alert(1)</script></head>'))).toBe(
    "script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='",
  );
});
