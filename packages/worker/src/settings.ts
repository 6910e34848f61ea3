// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { loadSettings } from '@lava/kit/config/settings.ts';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { LOG_LEVELS } from '@lava/kit/log/logger.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { CONTROL_PORT, LOG_PORT } from '@lava/protocol/wire/messages.ts';
import * as z from 'zod';
import type { HttpPlace } from './link/http-link.ts';

const Port = z.coerce.number().int().min(1).max(65_535);
const ServerKey = z.string().regex(/^[0-9a-f]{64}$/, 'is not 64 hexadecimal digits');

/** Where the server is and how to know it; what `lava-slave join` stores. */
export const ServerPlace = z.object({
  /** Name of this worker at the server. */
  name: z.string(),
  host: z.string().min(1),
  controlPort: Port,
  logPort: Port,
  /** CURVE public key, hexadecimal. */
  serverKey: ServerKey,
  /** When it was joined, ISO; shows the daemon that somebody has joined again, even if nothing else changed. */
  joined: z.string().optional(),
});
export type ServerPlace = z.infer<typeof ServerPlace>;

const setting = <T extends z.ZodType>(type: T, env: string, description: string) =>
  type.meta({ description, env: `LAVA_WORKER_${env}` });

/** All settings of the worker; docs/reference/settings-worker.md is made from this. */
export const WorkerSettings = z.object({
  stateDir: setting(
    z.string().min(1).default(defaultStateDir),
    'STATE_DIR',
    'directory of keys, jobs and cache; /var/lib/lava-dispatcher for root, else below ~/.local/state',
  ),
  cacheDir: setting(
    z.string().min(1).optional(),
    'CACHE_DIR',
    'directory of the downloads that jobs share; `cache` in the state directory if not given',
  ),
  server: setting(
    z.string().min(1).optional(),
    'SERVER',
    'host name or address of the server; as joined if not given',
  ),
  controlPort: setting(
    Port.optional(),
    'CONTROL_PORT',
    `control port of the server; as joined, else ${CONTROL_PORT}`,
  ),
  logPort: setting(Port.optional(), 'LOG_PORT', `log port of the server; as joined, else ${LOG_PORT}`),
  serverKey: setting(
    ServerKey.optional(),
    'SERVER_KEY',
    "the server's public key, 64 hexadecimal digits; as joined if not given",
  ),
  http: setting(
    z
      .url({ protocol: /^https?$/, error: 'is not an http or https address' })
      .refine((text) => !new URL(text).username && !new URL(text).password, 'must not hold a password')
      .optional(),
    'HTTP',
    'address of a LAVA server (2020.09 or newer) that this worker works for over HTTP, e.g. https://lava.example.org; without it, a server of this project over its own link',
  ),
  httpTokenFile: setting(
    z.string().min(1).optional(),
    'HTTP_TOKEN_FILE',
    'file with the token of this worker at that server; `http-token` in the state directory if not given',
  ),
  name: setting(
    z.string().min(1).max(200).optional(),
    'NAME',
    'name of this worker at that server; the name of the machine if not given',
  ),
  cancelGrace: setting(
    z.coerce.number().positive().max(3_600).default(300),
    'CANCEL_GRACE',
    'seconds that a job has to clean up after its end or its cancel; one that takes a tenth longer is killed',
  ),
  fileDirs: setting(
    z.string().optional(),
    'FILE_DIRS',
    'directories, separated by colons, that jobs may read by `file://` and as git repositories; `NAME=DIRECTORY` for files that jobs know by another path; /srv:/usr/share if not given',
  ),
  tftpDir: setting(
    z.string().optional(),
    'TFTP_DIR',
    'directory that the TFTP server of this machine serves, for jobs that deploy to tftp; that of tftpd-hpa if not given',
  ),
  tftpPort: setting(
    Port.optional(),
    'TFTP_PORT',
    'port of a TFTP server that this worker runs itself, usually 69; without it another program serves the directory',
  ),
  nfsDir: setting(
    z.string().optional(),
    'NFS_DIR',
    'directory that an NFS server of this machine exports with everything below it, for root file systems of devices; /srv/nfs if not given',
  ),
  ipForDevices: setting(
    z.string().optional(),
    'DISPATCHER_IP',
    'address of this machine for its devices; that of the default route if not given',
  ),
  jobAccounts: setting(
    z
      .string()
      .regex(/^(auto|none|[1-9]\d{0,8}-[1-9]\d{0,8})$/, 'is neither auto, none nor FIRST-LAST')
      .refine(isRange, 'must go from a lower number to a higher one')
      .optional(),
    'JOB_ACCOUNTS',
    'numbers FIRST-LAST of accounts under which jobs run, each its own; `none`: the account of the worker; `auto`, if not given: 60706-61183 where the worker may do that',
  ),
  jobGroups: setting(
    z.string().optional(),
    'JOB_GROUPS',
    'groups, names or numbers separated by commas, that jobs under accounts of their own belong to, for devices of this machine; dialout,kvm,plugdev if not given',
  ),
  dispatcher: setting(
    z.string().min(1).optional(),
    'DISPATCHER',
    'program that runs a job; the `lava-run` that came with this worker if not given',
  ),
  logLevel: setting(
    z.enum(LOG_LEVELS).default('info'),
    'LOG_LEVEL',
    `what the service logs: ${LOG_LEVELS.join(', ')}`,
  ),
  logFormat: setting(
    z.enum(['text', 'json']).optional(),
    'LOG_FORMAT',
    'text or json; text on a terminal, else json',
  ),
});
export type WorkerSettings = z.infer<typeof WorkerSettings>;

function isRange(text: string): boolean {
  const [first = 0, last = 1] = text.split('-').map((word) => (/^\d/.test(word) ? Number(word) : undefined));
  return first < last;
}

function defaultStateDir(): string {
  if (process.getuid?.() === 0) return '/var/lib/lava-dispatcher';
  return join(process.env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'lava-dispatcher');
}

/**
 * Flags, then environment, then defaults; where the server is may also come from `lava-slave join`, see `findPlace`.
 *
 * @returns the settings, and the words that are not settings
 * @throws LavaError `config-invalid`
 */
export function readSettings(
  args: string[],
  env: Record<string, string | undefined> = process.env,
): { settings: WorkerSettings; rest: string[] } {
  const { settings, rest } = loadSettings(WorkerSettings, { args, env });
  return { settings: { ...settings, stateDir: resolve(settings.stateDir) }, rest };
}

/**
 * A LAVA server that is reached over HTTP.
 *
 * @throws LavaError `config-invalid` when the token cannot be read
 */
export function findHttpPlace({ http = '', httpTokenFile, name, stateDir }: WorkerSettings): HttpPlace {
  const file = httpTokenFile ?? join(stateDir, 'http-token');
  let token = '';
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch {
    // told below
  }
  if (!/^[\x21-\x7e]{1,200}$/.test(token))
    throw new LavaError('config-invalid', `${file} must hold the token of this worker`, {
      hint: "the server's admin finds it on the page of the worker; only you may read the file",
    });
  return { url: http, name: name ?? hostname(), token };
}

const placeFile = (stateDir: string) => join(stateDir, 'server.json');

export function savePlace(stateDir: string, place: ServerPlace): void {
  replaceFile(placeFile(stateDir), `${JSON.stringify(place, undefined, 2)}\n`, { mode: 0o600 });
}

/**
 * The server as joined, with what the settings say otherwise; undefined when neither tells enough.
 *
 * @throws LavaError `config-invalid` when the stored place is damaged
 */
export function findPlace(settings: WorkerSettings): ServerPlace | undefined {
  const joined = readPlace(settings.stateDir);
  // Brackets are how a URL writes an IPv6 address, and so what people copy.
  const host = settings.server?.replace(/^\[(.+)\]$/, '$1') ?? joined?.host;
  const serverKey = settings.serverKey ?? joined?.serverKey;
  if (host === undefined || serverKey === undefined) return undefined;
  return {
    name: joined?.name ?? '',
    host,
    serverKey,
    controlPort: settings.controlPort ?? joined?.controlPort ?? CONTROL_PORT,
    logPort: settings.logPort ?? joined?.logPort ?? LOG_PORT,
    joined: joined?.joined,
  };
}

function readPlace(stateDir: string): ServerPlace | undefined {
  let text: string;
  try {
    text = readFileSync(placeFile(stateDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return ServerPlace.parse(JSON.parse(text));
  } catch (error) {
    throw new LavaError('config-invalid', `${placeFile(stateDir)} is damaged`, {
      hint: 'join the server again with `lava-slave join`',
      cause: error,
    });
  }
}
