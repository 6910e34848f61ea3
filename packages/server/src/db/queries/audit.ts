// SPDX-License-Identifier: Apache-2.0
import type { HistoryKind, HistoryQuery } from '@lava/protocol/api/history.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';
import { readPage } from './page.ts';

export interface AuditEntry {
  /** A user's name, or a part of the server in angle brackets: `<scheduler>`. */
  actor: string;
  kind: HistoryKind;
  object: string | number;
  action: string;
  old?: string | null;
  new?: string | null;
  reason?: string | undefined;
}

export function audit(q: Queries, entry: AuditEntry): Promise<void> {
  return auditAll(q, [entry]);
}

export async function auditAll(q: Queries, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const column = <T>(value: (entry: AuditEntry) => T) => entries.map(value);
  await sql`insert into audit_log (actor, object_kind, object, action, old, new, reason)
    select * from unnest(${column((e) => e.actor)}::text[], ${column((e) => e.kind)}::text[],
      ${column((e) => String(e.object))}::text[], ${column((e) => e.action)}::text[],
      ${column((e) => e.old ?? null)}::text[], ${column((e) => e.new ?? null)}::text[],
      ${column((e) => e.reason ?? '')}::text[])`.execute(q);
}

/** @param without names of objects that are left out */
export function listAudit(q: Queries, query: HistoryQuery, without: readonly string[] = []) {
  const { kind, object, actor, action, since, before } = query;
  let rows = q
    .selectFrom('audit_log')
    .select(['id', 'time', 'actor', 'object_kind as kind', 'object', 'action', 'old', 'new', 'reason']);
  if (kind !== undefined) rows = rows.where('object_kind', '=', kind);
  if (object !== undefined) rows = rows.where('object', '=', object);
  if (without.length > 0) rows = rows.where(sql<boolean>`object <> all(${without}::text[])`);
  if (actor !== undefined) rows = rows.where('actor', '=', actor);
  if (action !== undefined) rows = rows.where('action', 'in', action);
  if (since !== undefined) rows = rows.where('time', '>=', new Date(since));
  if (before !== undefined) rows = rows.where('id', '<', before);
  return readPage(rows, { id: [{ by: sql`id`, type: 'number' }] }, query);
}

/** Removes entries older than so many days; returns how many. */
export async function deleteAudit(q: Queries, days: number): Promise<number> {
  const { numDeletedRows } = await q
    .deleteFrom('audit_log')
    .where('time', '<', sql<Date>`now() - make_interval(days => ${days}::int)`)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export function auditOf(q: Queries, kind: AuditEntry['kind'], object: string | number, limit = 100) {
  return q
    .selectFrom('audit_log')
    .selectAll()
    .where('object_kind', '=', kind)
    .where('object', '=', String(object))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
