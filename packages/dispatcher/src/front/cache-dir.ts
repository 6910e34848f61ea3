// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { cacheHome } from '@lava/kit/fs/cache-home.ts';

/** Where artefacts are kept when nobody says: `LAVA_CACHE_DIR`, or the usual place of caches. */
export function defaultCacheDir(): string {
  return process.env.LAVA_CACHE_DIR || join(cacheHome(), 'artefacts');
}
