// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** Bytes of a part; backups hold a hundred of them in memory. */
const PART = 64 * 1024;
/** Parts that are read together. */
const TOGETHER = 16;

export interface AttachmentRow {
  name: string;
  size: number;
  sha256: Buffer;
  added_by: string;
  added: Date;
}

const SHOWN = ['name', 'size', 'sha256', 'added_by', 'added'] as const;

/** By name. @param most of them */
export function listAttachments(q: Queries, job: number, most: number): Promise<AttachmentRow[]> {
  return q
    .selectFrom('attachments')
    .select(SHOWN)
    .where('job_id', '=', job)
    .orderBy('name')
    .limit(most)
    .execute();
}

/** Bytes that one counts: a part at least, so that small ones have a limit too. */
export function roomOf(size: number): number {
  return Math.max(size, PART);
}

/** Bytes that those of all jobs count. */
export async function roomOfAttachments(q: Queries): Promise<number> {
  const { rows } = await sql<{
    room: number;
  }>`select coalesce(sum(greatest(size, ${PART})), 0)::bigint as room
    from attachments`.execute(q);
  return rows[0]?.room ?? 0;
}

/** Undefined when the job has one of this name. */
export async function insertAttachment(
  q: Queries,
  { data, ...row }: { job_id: number; name: string; sha256: Buffer; added_by: string; data: Buffer },
): Promise<AttachmentRow | undefined> {
  const added = await q
    .insertInto('attachments')
    .values({ ...row, size: data.length })
    .onConflict((c) => c.doNothing())
    .returning([...SHOWN, 'id'])
    .executeTakeFirst();
  if (!added) return undefined;
  const { id, ...shown } = added;
  const count = Math.ceil(data.length / PART);
  const parts = Array.from({ length: count }, (_, part) => data.subarray(part * PART, (part + 1) * PART));
  await sql`insert into attachment_parts (attachment_id, part, data)
    select ${id}, part - 1, data from unnest(${parts}::bytea[]) with ordinality v (data, part)`.execute(q);
  return shown;
}

export function findAttachment(q: Queries, job: number, name: string) {
  return q
    .selectFrom('attachments')
    .select(['id', 'size'])
    .where('job_id', '=', job)
    .where('name', '=', name)
    .executeTakeFirst();
}

/** Some parts, from this one on; none behind the last. */
export async function partsOf(q: Queries, attachment: number, from: number): Promise<Buffer[]> {
  const rows = await q
    .selectFrom('attachment_parts')
    .select('data')
    .where('attachment_id', '=', attachment)
    .where('part', '>=', from)
    .orderBy('part')
    .limit(TOGETHER)
    .execute();
  return rows.map(({ data }) => data);
}

/** False when the job has none of this name. */
export async function deleteAttachment(q: Queries, job: number, name: string): Promise<boolean> {
  const { numDeletedRows } = await q
    .deleteFrom('attachments')
    .where('job_id', '=', job)
    .where('name', '=', name)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
