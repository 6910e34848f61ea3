// SPDX-License-Identifier: Apache-2.0
import type { Queries } from '../database.ts';

export interface AuditEntry {
  /** A user's name, or a part of the server in angle brackets: `<scheduler>`. */
  actor: string;
  kind: 'device' | 'device-type' | 'worker' | 'job' | 'user' | 'group' | 'token';
  object: string | number;
  action: string;
  old?: string | null;
  new?: string | null;
  reason?: string | undefined;
}

export async function audit(q: Queries, entry: AuditEntry): Promise<void> {
  const { actor, kind, object, action, reason = '' } = entry;
  await q
    .insertInto('audit_log')
    .values({
      actor,
      object_kind: kind,
      object: String(object),
      action,
      old: entry.old ?? null,
      new: entry.new ?? null,
      reason,
    })
    .execute();
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
