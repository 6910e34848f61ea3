// SPDX-License-Identifier: Apache-2.0
import type { Queries } from '../db/database.ts';
import { type AuditEntry, auditAll } from '../db/queries/audit.ts';

type Value = string | number | boolean | null | readonly string[];

/**
 * Writes what an update changed into the history, in the transaction of the update: one entry a field that differs. Fields
 * that `after` does not name, or names as undefined, were not asked for.
 */
export async function change<T extends Record<string, Value>>(
  q: Queries,
  by: Pick<AuditEntry, 'actor' | 'kind' | 'object' | 'reason'>,
  before: T,
  after: { [K in keyof T]?: T[K] | undefined },
): Promise<void> {
  const entries = Object.entries(after).flatMap(([field, value]): AuditEntry[] => {
    const [old, now] = [text(before[field] ?? null), text(value ?? null)];
    if (value === undefined || old === now) return [];
    return [{ ...by, action: field, old, new: now }];
  });
  await auditAll(q, entries);
}

function text(value: Value): string | null {
  if (value === null) return null;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
