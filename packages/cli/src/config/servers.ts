// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';

const StoredServer = z.object({
  token: z.string(),
  /** What `--server` calls it, besides its address. */
  name: z.string().optional(),
  /** Number of the token on the server, when `lava login` created it. */
  tokenId: z.int().optional(),
});
export type StoredServer = z.infer<typeof StoredServer>;

const ServerFile = z.object({
  /** Address of the server that commands go to when none is named. */
  current: z.string().optional(),
  servers: z.record(z.string(), StoredServer),
});
export type ServerFile = z.infer<typeof ServerFile>;

type Env = NodeJS.ProcessEnv;

/** `$XDG_CONFIG_HOME/lava/credentials.json`, readable by its owner only. */
export function serverFile(env: Env = process.env): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'lava/credentials.json');
}

/** The servers that `lava login` stored, by address. @throws LavaError `config-invalid` for a damaged file */
export function readServers(env: Env = process.env): ServerFile {
  const file = serverFile(env);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { servers: {} };
    throw new LavaError('config-invalid', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  try {
    return ServerFile.parse(JSON.parse(text));
  } catch (cause) {
    throw new LavaError('config-invalid', `${file} is damaged`, {
      hint: 'delete it and log in again',
      cause,
    });
  }
}

/** Stores a server and makes it the current one. */
export function storeServer(url: string, server: StoredServer, env: Env = process.env): void {
  const { servers } = readServers(env);
  write({ current: url, servers: { ...servers, [url]: server } }, env);
}

/**
 * Removes a server; false when it is not stored. The current server becomes the only one that is left; of several, you
 * choose.
 */
export function forgetServer(url: string, env: Env = process.env): boolean {
  const { current, servers } = readServers(env);
  if (!Object.hasOwn(servers, url)) return false;
  const { [url]: _, ...rest } = servers;
  const [first, ...others] = Object.keys(rest);
  const next = others.length === 0 ? first : undefined;
  write({ current: current === url ? next : current, servers: rest }, env);
  return true;
}

export function useServer(url: string, env: Env = process.env): void {
  write({ ...readServers(env), current: url }, env);
}

/** Address of a stored server by its name or address; undefined when there is none. */
export function findServer(word: string, { servers }: ServerFile): string | undefined {
  const named = Object.entries(servers).find(([, { name }]) => name === word)?.[0];
  if (named !== undefined) return named;
  const url = normalizeUrl(word);
  return url !== undefined && Object.hasOwn(servers, url) ? url : undefined;
}

/**
 * The one spelling of an address, under which its token is stored: scheme, host in lower case, no default port, no slash
 * at the end. Without a scheme it is http on this machine, https elsewhere.
 *
 * @throws LavaError `config-invalid` for something that is not an http address
 */
export function normalizeUrl(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const local = /^(localhost|127\.|\[::1\])/i.test(text);
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `${local ? 'http' : 'https'}://${text}`;
  const url = URL.parse(full);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new LavaError(
      'config-invalid',
      `the address of a server must be like https://lava.example.org, found "${text}"`,
    );
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function write(content: ServerFile, env: Env): void {
  const file = serverFile(env);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}
