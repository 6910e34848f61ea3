// SPDX-License-Identifier: Apache-2.0
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Ports below may be those of services. */
const LEAST = 10_000;
const ATTEMPTS = 100;

/**
 * A port of the loopback that is free, and stays so while nobody asks for it by its number: whoever takes any port, to listen
 * or to connect, gets another one. So a server may go and come back on it.
 *
 * @throws Error when none is found
 */
export async function quietPort(): Promise<number> {
  const below = firstOfAny();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LEAST, Math.max(below, LEAST + 1_000));
    if (await isFree(port)) return port;
  }
  throw new Error('no free port on 127.0.0.1');
}

/** The lowest one that the kernel gives to those who do not care. */
function firstOfAny(): number {
  const [least] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1').split(/\s+/);
  return Number(least);
}

/** Whether somebody could listen on this port of the loopback now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
