// SPDX-License-Identifier: Apache-2.0
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where artefacts are kept when nobody says: `LAVA_CACHE_DIR`, or the usual place of caches. */
export function defaultCacheDir(): string {
  const own = process.getuid?.() === 0 ? '/var/cache' : join(homedir(), '.cache');
  return process.env.LAVA_CACHE_DIR || join(process.env.XDG_CACHE_HOME || own, 'lava', 'artefacts');
}
