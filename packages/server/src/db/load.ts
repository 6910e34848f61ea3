// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import pg from 'pg';
import { APPLICATION, connectionConfig } from './connection.ts';
import { type Migration, migrate, readMigrations } from './migrate.ts';

/** Takes the rows of a snapshot into a database in which nothing has happened yet. */
export class Loader {
  readonly #url: string;
  readonly #client: pg.Client;

  private constructor(url: string, client: pg.Client) {
    this.#url = url;
    this.#client = client;
  }

  static async open(url: string): Promise<Loader> {
    const client = new pg.Client(connectionConfig(url, 'lava-restore'));
    client.on('error', () => undefined); // the query that is running reports it
    await client.connect();
    return new Loader(url, client);
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  /** @throws LavaError `conflict` when a server uses the database, or it holds more than the account of a first start */
  async assertEmpty(): Promise<void> {
    const { rows: bases } = await this.#client.query<{ used: boolean; fresh: boolean }>(
      `select exists (select from pg_stat_activity
          where datname = current_database() and application_name = $1) as used,
        to_regclass('jobs') is null as fresh`,
      [APPLICATION],
    );
    const [base] = bases;
    if (!base || base.used)
      throw new LavaError('conflict', 'a server uses this database', {
        hint: 'stop it first: service lava-server stop; service lava-master stop',
      });
    if (base.fresh) return;
    const { rows } = await this.#client.query<{ jobs: number; lab: number; users: number }>(
      `select (select count(*) from jobs) as jobs, (select count(*) from users) as users,
        (select count(*) from workers) + (select count(*) from devices) as lab`,
    );
    const [found] = rows;
    if (!found || found.jobs > 0 || found.lab > 0 || found.users > 1)
      throw new LavaError('conflict', 'this server is in use: it has jobs, workers, devices or users', {
        hint: 'restore into a new state directory or database; nothing is ever merged or overwritten',
      });
  }

  /**
   * Tables as they were where the snapshot was made, without rows, in a transaction that {@link finish} ends.
   * @throws LavaError `schema-newer`, or `config-invalid` when the snapshot is of another software
   */
  async begin(applied: readonly Pick<Migration, 'version' | 'name' | 'checksum'>[]): Promise<void> {
    const known = readMigrations();
    if (applied.length > known.length)
      throw new LavaError(
        'schema-newer',
        `the backup has schema ${applied.length}, this server knows ${known.length}`,
        { hint: 'install the version that made the backup, or a newer one' },
      );
    for (const [index, { name, checksum }] of applied.entries()) {
      if (checksum !== known[index]?.checksum)
        throw new LavaError(
          'config-invalid',
          `migration ${name} of the backup is not the one of this server`,
        );
    }
    await this.#dropAll();
    await migrate(this.#url, known.slice(0, applied.length));
    await this.#client.query('begin');
  }

  /** @param rows JSON texts; nothing happens to columns that they do not name */
  async insert(table: string, rows: readonly string[]): Promise<void> {
    const name = pg.escapeIdentifier(table);
    await this.#client.query(
      `insert into ${name} overriding system value select * from json_populate_recordset(null::${name}, $1)`,
      [`[${rows.join(',')}]`],
    );
  }

  /** Numbers continue after the highest, all is durable, and the schema is that of this server. */
  async finish(): Promise<void> {
    const { rows } = await this.#client.query<{ table: string; column: string }>(
      `select table_name as table, column_name as column from information_schema.columns
        where table_schema = 'public' and (is_identity = 'YES' or column_default like 'nextval(%')
        and pg_get_serial_sequence(quote_ident(table_name), column_name) is not null`,
    );
    for (const { table, column } of rows) {
      const [name, key] = [pg.escapeIdentifier(table), pg.escapeIdentifier(column)];
      await this.#client.query(
        `select setval(pg_get_serial_sequence($1, $2), max(${key})) from ${name} having max(${key}) is not null`,
        [name, column],
      );
    }
    await this.#client.query('commit');
    await migrate(this.#url);
  }

  async #dropAll(): Promise<void> {
    const { rows } = await this.#client.query<{ drop: string }>(
      `select format('drop table if exists %I cascade', tablename) as drop
        from pg_tables where schemaname = 'public'
      union all select format('drop function if exists %s cascade', p.oid::regprocedure)
        from pg_proc p join pg_roles r on r.oid = p.proowner
        where p.pronamespace = 'public'::regnamespace and r.rolname = current_user
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
    );
    await this.#client.query(['begin', ...rows.map(({ drop }) => drop), 'commit'].join('; '));
  }
}
