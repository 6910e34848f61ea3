// SPDX-License-Identifier: Apache-2.0
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { cacheHome } from '../fs/cache-home.ts';

/**
 * What is imported from now on is compiled once and then read from `$NODE_COMPILE_CACHE` or the user's cache. Node's own default is a
 * directory below /tmp, where another user could have put code for us to run.
 */
export function useCompileCache(): void {
  enableCompileCache(process.env.NODE_COMPILE_CACHE || join(cacheHome(), 'compile'));
}
