// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { UsageError } from '../exit-code.ts';
import { findServer, normalizeUrl, readServers, type ServerFile } from './servers.ts';

export interface Access {
  /** Without a slash at the end. */
  url: string;
  token: string | undefined;
}

export interface AccessOptions {
  /** Name or address of a stored server. */
  server?: string | undefined;
  url?: string | undefined;
  token?: string | undefined;
}

/**
 * Which server, with which token: the options, else LAVA_URL and LAVA_TOKEN, else what `lava login` stored. A stored token
 * goes to its own server only, and LAVA_TOKEN to the server of LAVA_URL when both are set.
 *
 * @throws LavaError `unauthenticated` when no server is known
 * @throws UsageError for a name that is not stored
 */
export function findAccess(options: AccessOptions, env: NodeJS.ProcessEnv = process.env): Access {
  const stored = readServers(env);
  const fromEnvironment = normalizeUrl(env.LAVA_URL);
  const asked = options.server === undefined ? normalizeUrl(options.url) : named(options.server, stored);
  const url = asked ?? fromEnvironment ?? stored.current;
  if (url === undefined) {
    throw new LavaError('unauthenticated', 'no server is known', {
      hint: 'run `lava login https://SERVER`, or set LAVA_URL and LAVA_TOKEN',
    });
  }
  const own = Object.hasOwn(stored.servers, url) ? stored.servers[url]?.token : undefined;
  const environment = url === (fromEnvironment ?? url) ? env.LAVA_TOKEN : undefined;
  return { url, token: options.token ?? environment ?? own };
}

function named(word: string, stored: ServerFile): string {
  const url = findServer(word, stored);
  if (url !== undefined) return url;
  const known = Object.entries(stored.servers).map(([address, { name }]) => name ?? address);
  throw new UsageError(
    `--server must be one of ${known.join(', ') || 'the servers that `lava login` stored (none yet)'}, found "${word}"`,
  );
}
