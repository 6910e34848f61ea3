// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { LOG_LEVELS } from '@lava/kit/log/logger.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { CONTROL_PORT, LOG_PORT } from '@lava/protocol/wire/messages.ts';
import { z } from 'zod';

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
});
export type ServerPlace = z.infer<typeof ServerPlace>;

/** Settings from the environment and options; docs/reference/settings-worker.md says the same, checked by a test. */
export const WorkerSettings = z.object({
  stateDir: z.string().min(1),
  cacheDir: z.string().min(1).optional(),
  server: z.string().min(1).optional(),
  controlPort: Port.optional(),
  logPort: Port.optional(),
  serverKey: ServerKey.optional(),
  logLevel: z.enum(LOG_LEVELS).default('info'),
  logFormat: z.enum(['text', 'json']).optional(),
  /** Seconds. */
  cancelGrace: z.coerce.number().positive().max(3_600).default(60),
  /** Program that runs a job, instead of the one that came with this. */
  dispatcher: z.string().min(1).optional(),
});
export type WorkerSettings = z.infer<typeof WorkerSettings>;

/** Environment variable of each setting. */
export const VARIABLES: Record<keyof WorkerSettings, string> = {
  stateDir: 'LAVA_WORKER_STATE_DIR',
  cacheDir: 'LAVA_WORKER_CACHE_DIR',
  server: 'LAVA_WORKER_SERVER',
  controlPort: 'LAVA_WORKER_CONTROL_PORT',
  logPort: 'LAVA_WORKER_LOG_PORT',
  serverKey: 'LAVA_WORKER_SERVER_KEY',
  logLevel: 'LAVA_WORKER_LOG_LEVEL',
  logFormat: 'LAVA_WORKER_LOG_FORMAT',
  cancelGrace: 'LAVA_WORKER_CANCEL_GRACE',
  dispatcher: 'LAVA_WORKER_DISPATCHER',
};

/**
 * Options win over the environment, which wins over the defaults. An empty variable is an absent one.
 *
 * @throws LavaError `config-invalid`, every problem with the name of its variable
 */
export function readSettings(
  options: Partial<Record<keyof WorkerSettings, string>>,
  env: NodeJS.ProcessEnv,
): WorkerSettings {
  const raw = Object.fromEntries(
    Object.entries(VARIABLES).map(([name, variable]) => [
      name,
      options[name as keyof WorkerSettings] ?? (env[variable] || undefined),
    ]),
  );
  raw.stateDir ??= defaultStateDir();
  const parsed = WorkerSettings.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new LavaError('config-invalid', 'the settings of the worker have problems', {
    problems: parsed.error.issues.map(({ path, message }) => ({
      message: `${VARIABLES[path[0] as keyof WorkerSettings]}: ${message}`,
    })),
  });
}

export function defaultStateDir(): string {
  return process.getuid?.() === 0
    ? '/var/lib/lava-dispatcher'
    : join(process.env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'lava-dispatcher');
}

const placeFile = (stateDir: string) => join(stateDir, 'server.json');

export function savePlace(stateDir: string, place: ServerPlace): void {
  replaceFile(placeFile(stateDir), `${JSON.stringify(place, undefined, 2)}\n`, 0o600);
}

/**
 * The server as joined, with what the settings say otherwise; undefined when neither tells enough.
 *
 * @throws LavaError `config-invalid` when the stored place is damaged
 */
export function findPlace(settings: WorkerSettings): ServerPlace | undefined {
  const joined = readPlace(settings.stateDir);
  const host = settings.server ?? joined?.host;
  const serverKey = settings.serverKey ?? joined?.serverKey;
  if (host === undefined || serverKey === undefined) return undefined;
  return {
    name: joined?.name ?? '',
    host,
    serverKey,
    controlPort: settings.controlPort ?? joined?.controlPort ?? CONTROL_PORT,
    logPort: settings.logPort ?? joined?.logPort ?? LOG_PORT,
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
