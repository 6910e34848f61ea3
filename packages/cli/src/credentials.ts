// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { z } from 'zod';

const Credentials = z.object({
  /** The server that commands go to when none is named. */
  current: z.string().optional(),
  servers: z.record(z.string(), z.object({ token: z.string() })),
});
type Credentials = z.infer<typeof Credentials>;

export interface Access {
  url: string;
  token: string | undefined;
}

/** `$XDG_CONFIG_HOME/lava/credentials.json`, readable by its owner alone. */
export function credentialsFile(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'lava/credentials.json');
}

/**
 * Which server, with which token: the options, else LAVA_URL and LAVA_TOKEN, else what `lava login` stored.
 *
 * @throws LavaError `unauthenticated` when no server is known
 */
export function findAccess(options: { url?: string; token?: string }, env = process.env): Access {
  const stored = readCredentials(env);
  const url = normalizeUrl(options.url ?? env.LAVA_URL ?? stored.current);
  if (url === undefined) {
    throw new LavaError('unauthenticated', 'no server is known', {
      hint: 'run `lava login --url https://SERVER`, or set LAVA_URL and LAVA_TOKEN',
    });
  }
  return { url, token: options.token ?? env.LAVA_TOKEN ?? stored.servers[url]?.token };
}

export function storeAccess(url: string, token: string, env = process.env): void {
  const key = normalizeUrl(url) ?? url;
  const { servers } = readCredentials(env);
  write({ current: key, servers: { ...servers, [key]: { token } } }, env);
}

/** Forgets the token of a server; false when there was none. */
export function forgetAccess(url: string, env = process.env): boolean {
  const { current, servers } = readCredentials(env);
  const { [url]: known, ...rest } = servers;
  write({ current: current === url ? undefined : current, servers: rest }, env);
  return known !== undefined;
}

/** Without a scheme it is http on this machine, https elsewhere. */
export function normalizeUrl(url: string | undefined): string | undefined {
  if (!url) return undefined;
  const local = /^(localhost|127\.|\[::1\])/.test(url);
  const full = /^https?:\/\//.test(url) ? url : `${local ? 'http' : 'https'}://${url}`;
  return full.replace(/\/+$/, '');
}

function readCredentials(env: NodeJS.ProcessEnv): Credentials {
  const file = credentialsFile(env);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { servers: {} };
    throw new LavaError('config-invalid', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  try {
    return Credentials.parse(JSON.parse(text));
  } catch (cause) {
    throw new LavaError('config-invalid', `${file} is damaged`, {
      hint: 'delete it and log in again',
      cause,
    });
  }
}

function write(credentials: Credentials, env: NodeJS.ProcessEnv): void {
  const file = credentialsFile(env);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}
