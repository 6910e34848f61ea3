// SPDX-License-Identifier: Apache-2.0
import type { Tag, TagQuery } from '@lava/protocol/api/lab.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { deleteTag, insertTag, listTags, updateTag } from '../db/queries/devices.ts';
import { hiddenFrom } from '../db/queries/grants.ts';
import { type Actor, mayManage } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';

export function tags(db: Database, actor: Actor | null, query: TagQuery): Promise<Page<Tag>> {
  return db.run(async (q) => listTags(q, query, await hiddenFrom(q, actor)));
}

/** A tag that no device has yet; others come into being with their first device. */
export async function addTag(
  db: Database,
  actor: Actor | null,
  tag: { name: string; description: string | null },
): Promise<void> {
  if (!mayManage(actor, 'add', 'device')) throw forbidden(actor, 'add tags');
  await db.transaction(async (q) => {
    if (!(await insertTag(q, tag))) throw new LavaError('conflict', `there is a tag ${tag.name} already`);
    await audit(q, { actor: actor.username, kind: 'tag', object: tag.name, action: 'add' });
  });
}

export async function changeTag(
  db: Database,
  actor: Actor | null,
  name: string,
  description: string,
): Promise<void> {
  if (!mayManage(actor, 'add', 'device')) throw forbidden(actor, 'change tags');
  await db.transaction(async (q) => {
    if (!(await updateTag(q, name, description))) throw notFound('tag', name);
    await audit(q, {
      actor: actor.username,
      kind: 'tag',
      object: name,
      action: 'description',
      new: description,
    });
  });
}

/** One that no device has. @throws LavaError `conflict`, `not-found`, `forbidden` */
export async function removeTag(db: Database, actor: Actor | null, name: string): Promise<void> {
  if (!mayManage(actor, 'add', 'device')) throw forbidden(actor, 'remove tags');
  await db.transaction(async (q) => {
    const outcome = await deleteTag(q, name);
    if (outcome === 'none') throw notFound('tag', name);
    if (outcome === 'used')
      throw new LavaError('conflict', `devices have the tag ${name}`, { hint: 'take it from them first' });
    await audit(q, { actor: actor.username, kind: 'tag', object: name, action: 'remove' });
  });
}
