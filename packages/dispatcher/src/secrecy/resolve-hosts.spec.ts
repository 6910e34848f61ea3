// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { resolveHosts } from './resolve-hosts.ts';

it('finds the addresses of names, and takes no offence at names that have none', async () => {
  const found: string[] = [];
  // To the C library 10.1 is a name like any other, and needs no name server.
  await resolveHosts(['10.1', 'no-such-host.invalid', '10.0.0.9', 'localhost'], (hosts) =>
    found.push(...hosts),
  );
  expect([...new Set(found)]).toEqual(['10.0.0.1']);
});
