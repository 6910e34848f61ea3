// SPDX-License-Identifier: Apache-2.0
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isLoopback } from './address.ts';

/** How long a job waits for the addresses of its lab's hosts, milliseconds; what comes later is learned then. */
const PATIENCE = 1_000;

/**
 * The addresses of hosts that are named: telnet and ssh print what a name resolves to.
 * @param found gets them as they are known, also after this has resolved
 */
export async function resolveHosts(
  hosts: Iterable<string>,
  found: (addresses: string[]) => void,
): Promise<void> {
  const names = [...hosts].filter((host) => isIP(host) === 0);
  if (names.length === 0) return;
  const all = Promise.all(
    names.map(async (name) => {
      try {
        const addresses = (await lookup(name, { all: true })).map(({ address }) => address);
        found(addresses.filter((address) => !isLoopback(address)));
      } catch {
        // Not a name that resolves here: then no program here prints its address.
      }
    }),
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
  });
  await Promise.race([all, late]);
  clearTimeout(timer);
}
