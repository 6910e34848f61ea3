// SPDX-License-Identifier: Apache-2.0
import { mkdirSync } from 'node:fs';
import type { Logger } from '@lava/kit/log/logger.ts';
import { Database } from './db/database.ts';
import { migrate } from './db/migrate.ts';
import { EmbeddedPostgres } from './postgres/embedded.ts';
import type { ServerSettings } from './settings.ts';

export interface Storage {
  db: Database;
  /** Undefined when DATABASE_URL names another one. */
  embedded: EmbeddedPostgres | undefined;
  close(): Promise<void>;
}

/**
 * Starts or finds the database, brings its schema up to date, and connects.
 * @param name of the connections, for who looks at the database; that of the server if not given
 */
export async function openStorage(settings: ServerSettings, log: Logger, name?: string): Promise<Storage> {
  mkdirSync(settings.stateDir, { recursive: true, mode: 0o711 });
  const embedded =
    settings.databaseUrl === undefined ? await EmbeddedPostgres.start(settings.stateDir, log) : undefined;
  try {
    const url = settings.databaseUrl ?? embedded?.url ?? '';
    const applied = await migrate(url);
    if (applied.length > 0) log.info({ migrations: applied }, 'schema is up to date');
    const db = new Database({ url, connections: settings.databaseConnections, ...(name && { name }) });
    await db.changes.start();
    const close = async () => {
      await db.close();
      await embedded?.stop();
    };
    return { db, embedded, close };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}
