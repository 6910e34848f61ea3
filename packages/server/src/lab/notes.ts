// SPDX-License-Identifier: Apache-2.0
import type { PermissionKind } from '@lava/protocol/api/permissions.ts';
import { assertMay, WORDS } from '../accounts/access.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import type { Actor } from '../rights/permissions.ts';

/** Writes into the history of a thing what only a person knows: that its cable was changed, or what to try next. */
export function addNote(
  db: Database,
  actor: Actor | null,
  kind: PermissionKind,
  name: string,
  text: string,
): Promise<void> {
  return db.transaction(async (q) => {
    const doing = `write notes on ${WORDS[kind]} ${name}`;
    const { username } = await assertMay(q, actor, 'change', { kind, name, doing });
    await audit(q, { actor: username, kind, object: name, action: 'note', reason: text });
  });
}
