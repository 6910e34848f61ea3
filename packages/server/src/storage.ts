// SPDX-License-Identifier: Apache-2.0

import { makeDirectory } from '@lava/kit/fs/make-directory.ts';
import type { Logger } from '@lava/kit/log/logger.ts';
import { Database } from './db/database.ts';
import { assertMigrated, migrate } from './db/migrate.ts';
import { EmbeddedPostgres } from './postgres/embedded.ts';
import type { ServerSettings } from './settings.ts';

export interface Storage {
  db: Database;
  /** Undefined when DATABASE_URL names another one. */
  embedded: EmbeddedPostgres | undefined;
  close(): Promise<void>;
}

export interface StorageOptions {
  /** Of the connections, for those who look at the database; that of the server if not given. */
  name?: string;
  /** `migrate` brings it up to date; `assert` refuses one that is not, and makes it where there is none; `any` leaves it to the caller. */
  schema: 'migrate' | 'assert' | 'any';
}

/**
 * Starts or finds the database, and connects.
 * @throws LavaError `schema-newer`, `schema-older`, `database-down`
 */
export async function openStorage(
  settings: ServerSettings,
  log: Logger,
  { name, schema }: StorageOptions,
): Promise<Storage> {
  makeDirectory(settings.stateDir, 0o711);
  const embedded =
    settings.databaseUrl === undefined ? await EmbeddedPostgres.start(settings.stateDir, log) : undefined;
  try {
    const url = settings.databaseUrl ?? embedded?.url ?? '';
    if (schema === 'migrate') {
      const applied = await migrate(url);
      if (applied.length > 0) log.info({ migrations: applied }, 'schema is up to date');
    } else if (schema === 'assert') await assertMigrated(url);
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
