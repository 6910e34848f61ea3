// SPDX-License-Identifier: Apache-2.0
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { APPLICATION, connectionConfig, shortStatements } from './connection.ts';
import { ChangeListener } from './listener.ts';
import { type RetryOptions, withRetry } from './retry.ts';
import type { Tables } from './tables.ts';

/** What query functions take: the pool or an open transaction. */
export type Queries = Kysely<Tables> | Transaction<Tables>;

export interface DatabaseOptions {
  /** postgres://user@host/db, or a socket: postgres:///db?host=/dir&user=lava */
  url: string;
  /** The limit of connections of this process; one more is used for LISTEN. */
  connections?: number;
  /** Shown in pg_stat_activity. */
  name?: string;
  /** For tests of connections that are cut: milliseconds after which one counts as dead. */
  silence?: number;
}

/** A connection that nobody uses is closed before it could count as silent. Milliseconds. */
const IDLE_MS = 10_000;

/** Pool, transactions and change notifications; every path survives a database that goes away and comes back. */
export class Database {
  readonly url: string;
  readonly connections: number;
  readonly changes: ChangeListener;
  readonly #pool: pg.Pool;
  readonly #kysely: Kysely<Tables>;

  constructor(options: DatabaseOptions) {
    this.url = options.url;
    this.connections = options.connections ?? 10;
    const name = options.name ?? APPLICATION;
    this.#pool = new pg.Pool({
      ...shortStatements(options.url, name, options.silence),
      max: this.connections,
      idleTimeoutMillis: IDLE_MS,
    });
    // A connection that dies is dropped; whoever uses it gets an error from its query, whoever needs one next opens a new one.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    this.#kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: this.#pool }) });
    this.changes = new ChangeListener(connectionConfig(options.url, name), {
      ...(options.silence !== undefined && {
        probeInterval: options.silence,
        probePatience: options.silence,
      }),
    });
  }

  /** Reads, or single statements that may be repeated; see {@link withRetry}. */
  run<T>(work: (q: Queries) => Promise<T>, options?: RetryOptions): Promise<T> {
    return withRetry(() => work(this.#kysely), options);
  }

  /** All or nothing, read committed; repeated as a whole when the database goes away, see {@link withRetry}. */
  transaction<T>(work: (q: Transaction<Tables>) => Promise<T>, options?: RetryOptions): Promise<T> {
    return withRetry(() => this.#kysely.transaction().execute(work), options);
  }

  /** @param patience how long to try, milliseconds. @throws LavaError `database-down` */
  async ping(patience: number): Promise<void> {
    await this.run((q) => sql`select 1`.execute(q), { patience });
  }

  async close(): Promise<void> {
    await this.changes.close();
    await this.#kysely.destroy();
  }
}
