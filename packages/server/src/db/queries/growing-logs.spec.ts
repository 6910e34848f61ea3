// SPDX-License-Identifier: Apache-2.0
import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { atEnd } from '../../testing/at-end.ts';
import { testDatabase } from '../../testing/database.ts';
import { testLab } from '../../testing/lab.ts';
import { mostRows } from '../../testing/most-rows.ts';
import { shortStatements } from '../connection.ts';
import type { Tables } from '../tables.ts';
import { growingLogs, growingLogsOf } from './growing-logs.ts';

/** Pieces of each log that still grows. */
const PIECES = 5_000;

let q: Kysely<Tables>;
let asked: CompiledQuery[];
const over: number[] = [];

beforeAll(async () => {
  const db = await testDatabase();
  const lab = testLab(db);
  await lab.user();
  await lab.deviceType();
  await lab.worker();
  await lab.device();
  for (let n = 0; n < 4; n++) {
    await lab.device(`busy-${n}`);
    await lab.job({ state: 'running', device: `busy-${n}`, start_time: new Date() });
    const ended = { state: 'finished', health: 'complete', end_time: new Date() } as const;
    over.push(await lab.job({ ...ended, device: 'qemu-1', next_seq: PIECES, exit_records: PIECES }));
  }
  const pool = new pg.Pool({ ...shortStatements(db.url, 'test'), max: 1 });
  q = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void asked?.push(query),
  });
  atEnd(() => q.destroy());
  await sql`insert into log_chunks (run_id, from_seq, count, file_offset, length, raw_length, file)
    select id, n, 1, n, 1, 1, -7 from runs, generate_series(0, ${PIECES} - 1) n`.execute(q);
  await sql`vacuum analyze`.execute(q);
});

it('finds the logs of jobs that are over, whatever the pieces of those that run', async () => {
  asked = [];
  const all = await growingLogs(q, 0, 10);
  expect(all.map(({ id }) => id)).toEqual(over);
  expect(await growingLogs(q, all[1]?.run ?? 0, 1)).toEqual([all[2]]);
  expect(await growingLogsOf(q, [...over, 999])).toEqual(over);
  expect(await mostRows(q, asked)).toBeLessThan(100);
});
