// SPDX-License-Identifier: Apache-2.0
import { runNumber } from '@lava/protocol/wire/run-number.ts';
import pg from 'pg';
import { connectionConfig } from './connection.ts';

/** A file of a job's log; its bytes before `end` count. */
export interface LogFile {
  /** Number of the run, as the log store has it. */
  id: number;
  run: number;
  submitted: Date;
  file: number;
  end: number;
}

/** Rows that are fetched together; jobs have texts of up to a MiB. */
const FETCH = 100;

/** All tables as they are at one moment, whatever is written meanwhile. */
export class Snapshot {
  readonly #client: pg.Client;
  #cursors = 0;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<Snapshot> {
    const client = new pg.Client(connectionConfig(url, 'lava-backup'));
    client.on('error', () => undefined); // the query that is running reports it
    await client.connect();
    await client.query('begin isolation level repeatable read read only');
    return new Snapshot(client);
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  async migrations(): Promise<{ version: number; name: string; checksum: string }[]> {
    return (await this.#client.query('select version, name, checksum from migrations order by version')).rows;
  }

  /** Every table that outlives the processes, those that others refer to first. */
  async tables(): Promise<string[]> {
    const { rows: tables } = await this.#client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and not relispartition and relname not in ('migrations', 'processes') order by 1`,
    );
    const { rows: references } = await this.#client.query<{ child: string; parent: string }>(
      `select c.relname as child, p.relname as parent from pg_constraint k
        join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
        where k.contype = 'f' and c.oid <> p.oid and k.conparentid = 0 and not c.relispartition`,
    );
    const sorted: string[] = [];
    const visit = (name: string) => {
      if (sorted.includes(name)) return;
      for (const { child, parent } of references) if (child === name) visit(parent);
      sorted.push(name);
    };
    for (const { name } of tables) visit(name);
    return sorted;
  }

  /** Rows as JSON texts, in the order of the first column, which is that of their making where rows refer to older ones. */
  async *rows(table: string): AsyncGenerator<string[]> {
    const cursor = `c${this.#cursors++}`;
    const name = pg.escapeIdentifier(table);
    await this.#client.query(
      `declare ${cursor} no scroll cursor for
        select row_to_json(t)::text as row from (select * from ${name} order by 1) t`,
    );
    for (;;) {
      const { rows } = await this.#client.query<{ row: string }>(`fetch ${FETCH} from ${cursor}`);
      if (rows.length === 0) break;
      yield rows.map(({ row }) => row);
    }
    await this.#client.query(`close ${cursor}`);
  }

  /** Of all runs, or of one. */
  async logFiles(run?: number): Promise<LogFile[]> {
    const { rows } = await this.#client.query<LogFile>(
      `select r.job_id + (r.attempt - 1) * ${runNumber(0, 2)} as id, r.id as run, j.submit_time as submitted, c.file,
          max(c.file_offset + c.length) as end
        from log_chunks c join runs r on r.id = c.run_id join jobs j on j.id = r.job_id where $1::bigint is null or r.id = $1
        group by j.id, r.id, c.file order by r.id, c.file`,
      [run ?? null],
    );
    return rows;
  }
}
