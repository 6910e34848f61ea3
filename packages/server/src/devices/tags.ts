// SPDX-License-Identifier: Apache-2.0
import type { Tag, TagQuery } from '@lava/protocol/api/lab.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { insertTag, listTags } from '../db/queries/devices.ts';
import { hiddenFrom } from '../db/queries/grants.ts';
import { type Actor, mayManage } from '../rights/permissions.ts';
import { forbidden } from '../rights/refusals.ts';

export function tags(db: Database, actor: Actor | null, query: TagQuery): Promise<Page<Tag>> {
  return db.run(async (q) => listTags(q, query, await hiddenFrom(q, actor)));
}

/** A tag that no device has yet; others come into being with their first device. */
export async function addTag(
  db: Database,
  actor: Actor | null,
  tag: { name: string; description: string },
): Promise<void> {
  if (!mayManage(actor, 'add', 'device')) throw forbidden(actor, 'add tags');
  await db.transaction(async (q) => {
    if (!(await insertTag(q, tag))) throw new LavaError('conflict', `there is a tag ${tag.name} already`);
    await audit(q, { actor: actor.username, kind: 'tag', object: tag.name, action: 'add' });
  });
}
