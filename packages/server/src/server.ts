// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import { createFirstAdmin, FIRST_ADMIN, passwordFile } from './accounts/first-admin.ts';
import { ConsoleHub } from './consoles/hub.ts';
import type { Role, ServerContext } from './context.ts';
import { EventFeed } from './events/lava/feed.ts';
import { warmUp } from './jobs/submit/warm-up.ts';
import { ProcessRegistry } from './processes/registry.ts';
import { startMaster } from './roles/master.ts';
import type { ServerSettings } from './settings.ts';
import { openStorage } from './storage.ts';

export interface RunningServer {
  /** Port of web and REST; undefined without the role `api`. */
  httpPort: number | undefined;
  /** Ends everything it started, the embedded database last. */
  stop(): Promise<void>;
}

export async function startServer(
  settings: ServerSettings,
  roles: readonly Role[],
  log: Logger,
): Promise<RunningServer> {
  const running: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const part of running.splice(0).reverse()) await part.stop();
  };
  try {
    const storage = await openStorage(settings, log, { schema: 'migrate' });
    running.push({ stop: () => storage.close() });
    const registry = new ProcessRegistry(storage.db, log, roles);
    const consoles = new ConsoleHub(storage.db);
    running.push({ stop: async () => consoles.close() });
    const feed = new EventFeed(storage.db, log);
    running.push({ stop: () => feed.close() });
    const context: ServerContext = { db: storage.db, settings, log, registry, consoles, feed };
    await announceAdmin(context);
    let httpPort: number | undefined;
    if (roles.includes('master')) running.push(await startMaster(context));
    if (roles.includes('api')) {
      // The web's libraries are loaded only where they are needed: a process with only the master stays small.
      const { startApi } = await import('./roles/api.ts');
      const api = await startApi(context);
      running.push(api);
      httpPort = api.port;
    }
    running.push(registry);
    await registry.start();
    log.info({ roles, httpPort }, 'ready');
    const warming = setImmediate(() => {
      const warm = warmUp(storage.db).catch((error: Error) =>
        log.warn({ error: error.message }, 'warm-up failed'),
      );
      running.push({ stop: () => warm });
    });
    running.push({ stop: async () => clearImmediate(warming) });
    return { httpPort, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function announceAdmin({ db, settings, log }: ServerContext): Promise<void> {
  const password = await createFirstAdmin(db, settings.stateDir);
  if (password === undefined) return;
  log.info({ file: passwordFile(settings.stateDir) }, `made the account ${FIRST_ADMIN}`);
  // A log is kept for longer, and read by more people, than the file.
  if (process.stdout.isTTY)
    process.stdout.write(`First start: sign in as ${FIRST_ADMIN} with the password ${password}\n`);
}
