// SPDX-License-Identifier: Apache-2.0
import { jobOf } from '@lava/protocol/wire/run-number.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** What a test says for those who listen to LAVA's events. */
export interface TestEvent {
  /** What the worker calls the attempt. */
  run: number;
  /** Number in the log. */
  record: number;
  text: string;
}

/** Announced when the transaction is committed; nothing but the log keeps it. @param events of short texts */
export async function tellTestEvents(q: Queries, events: readonly TestEvent[]): Promise<void> {
  if (events.length === 0) return;
  const jobs = events.map(({ run }) => jobOf(run));
  const records = events.map(({ record }) => record);
  const texts = events.map(({ text }) => text);
  // The number of the record keeps two equal texts apart, of which PostgreSQL would announce one.
  await sql`select pg_notify('lava',
      json_build_object('on', 'event', 'job', e.job, 'record', e.record, 'text', e.text)::text)
    from unnest(${jobs}::bigint[], ${records}::bigint[], ${texts}::text[]) e (job, record, text)`.execute(q);
}
