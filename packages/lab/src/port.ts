// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isStale, lockOwner, releaseLock, takeAway, tryLock } from '@lava/kit/process/lock-file.ts';
import { isFree, quietPort } from '@lava/kit/testing/quiet-port.ts';

const claimed = new Set<string>();

/**
 * The wanted port of the loopback if it is free, else one that nobody takes by chance. No other lab that starts at the same
 * moment gets it: it stays this process's until that ends.
 */
export async function freePort(wanted = 0): Promise<number> {
  if (wanted !== 0 && (await isFree(wanted)) && claim(wanted)) return wanted;
  let port: number;
  do port = await quietPort();
  while (!claim(port));
  return port;
}

function claim(port: number): boolean {
  const file = join(tmpdir(), `lava-port-${port}`);
  if (claimed.has(file)) return true;
  if (!lock(file)) return false;
  if (claimed.size === 0) {
    process.once('exit', () => claimed.forEach(releaseLock));
    clearAway();
  }
  claimed.add(file);
  return true;
}

/** Claims of processes that were killed. */
function clearAway(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!/^lava-port-\d+$/.test(name)) continue;
    const file = join(tmpdir(), name);
    try {
      if (isStale(file)) takeAway(file);
    } catch {
      // Another account's, which only that can clear away.
    }
  }
}

/** The first attempt may only clear away the claim of a process that died; one of another account's cannot be. */
function lock(file: string): boolean {
  try {
    return tryLock(file) || (lockOwner(file) === undefined && tryLock(file));
  } catch {
    return false;
  }
}
