// SPDX-License-Identifier: Apache-2.0
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this user's programs keep what can be made again: `$XDG_CACHE_HOME`, or the usual place. Nobody else may write there. */
export function cacheHome(): string {
  const usual = process.getuid?.() === 0 ? '/var/cache' : join(homedir(), '.cache');
  return join(process.env.XDG_CACHE_HOME || usual, 'lava');
}
