// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { LogStore } from '../logs/log-store.ts';
import { atEnd } from '../testing/at-end.ts';
import { silent, testDatabase } from '../testing/database.ts';
import { testLab } from '../testing/lab.ts';
import { Ingest } from './ingest.ts';

const DT = '2026-11-29T09:34:00.000000+00:00';
let db: Database;
let store: LogStore;
let ingest: Ingest;

beforeAll(async () => {
  db = await testDatabase();
  const root = mkdtempSync(join(tmpdir(), 'lava-ingest-'));
  store = new LogStore({ root });
  ingest = new Ingest({ db, store, log: silent, onComplete: () => undefined, retry: 20 });
  atEnd(async () => {
    await ingest.close();
    await store.close();
    rmSync(root, { recursive: true });
  });
  const lab = testLab(db);
  await lab.user();
  await lab.deviceType();
  await lab.worker();
  for (const name of ['qemu-1', 'qemu-2', 'qemu-3']) await lab.device(name);
  await db.run((q) =>
    sql`create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'no such number' using errcode = '22003'; end $$`.execute(q),
  );
  await db.run((q) =>
    sql`create trigger refuse before insert on results for each row when (new.name = 'refused')
      execute function refuse()`.execute(q),
  );
});

const result = (name: string): JobRecord => ({
  dt: DT,
  lvl: 'results',
  msg: { definition: '0_smoke', case: name, result: 'pass' },
});

/** Resolves when the records are durable. */
function send(job: number, ...records: JobRecord[]): Promise<number> {
  const data = Buffer.from(records.map((record) => `${encodeRecord(record)}\n`).join(''));
  const header = { type: 'records', job, from: 0, count: records.length, attempt: 1 } as const;
  return new Promise((resolve) => ingest.add(header, data, 'lab-1', ({ upTo }) => resolve(upTo)));
}

async function casesOf(job: number): Promise<string[]> {
  const { rows } = await db.run((q) =>
    sql<{ name: string }>`select r.name from results r join jobs j on j.run_id = r.run_id
      where j.id = ${job} order by r.record`.execute(q),
  );
  return rows.map(({ name }) => name);
}

it('announces what tests say for those who listen, once, with the records', async () => {
  const told: unknown[] = [];
  const unfollow = db.changes.on((change) => {
    if (change.on === 'event') told.push(change);
  });
  const lab = testLab(db);
  await lab.device('qemu-4');
  const job = await lab.scheduledJob({ device: 'qemu-4' });
  const event = (msg: string): JobRecord => ({ dt: DT, lvl: 'event', msg });
  // Characters that are longest in a notification.
  const records = [event('same'), event('same'), event('\u0001'.repeat(2_000))];
  await send(job, ...records);
  await send(job, ...records, event('after'));
  await expect.poll(() => told).toHaveLength(4);
  unfollow();
  expect(told).toEqual([
    { on: 'event', job, record: 0, text: 'same' },
    { on: 'event', job, record: 1, text: 'same' },
    { on: 'event', job, record: 2, text: '\u0001'.repeat(1_000) },
    { on: 'event', job, record: 3, text: 'after' },
  ]);
});

it('drops no result for trouble with the log file: the job waits apart until it works', async () => {
  const lab = testLab(db);
  const [broken, other] = [
    await lab.scheduledJob({ device: 'qemu-1' }),
    await lab.scheduledJob({ device: 'qemu-2' }),
  ];
  const row = await db.run((q) =>
    q.selectFrom('jobs').select('submit_time').where('id', '=', broken).executeTakeFirstOrThrow(),
  );
  const directory = store.directory({ id: broken, submitted: row.submit_time });
  mkdirSync(dirname(directory), { recursive: true });
  writeFileSync(directory, 'in the way'); // ENOTDIR for whatever opens a file there

  const sent = send(broken, result('one'), result('two'));
  expect(await send(other, result('three'))).toBe(1);
  await sleep(200); // it was tried several times meanwhile
  expect(await casesOf(broken)).toEqual([]);
  rmSync(directory);
  expect(await sent).toBe(2);
  expect(await casesOf(broken)).toEqual(['one', 'two']);
  expect(await casesOf(other)).toEqual(['three']);
});

it('drops the results of a batch that the database refuses for what they hold, and keeps their log', async () => {
  const job = await testLab(db).scheduledJob({ device: 'qemu-3' });
  expect(await send(job, result('refused'), result('fine'))).toBe(2);
  expect(await casesOf(job)).toEqual([]);
  const { rows } = await db.run((q) =>
    sql<{ count: number }>`select c.count from log_chunks c join jobs j on j.run_id = c.run_id
      where j.id = ${job}`.execute(q),
  );
  expect(rows).toEqual([{ count: 2 }]);
});
