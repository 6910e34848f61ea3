// SPDX-License-Identifier: Apache-2.0

import { Name } from '@lava/protocol/api/common.ts';
import { TagQuery } from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { addTag, removeTag, tags } from '../../../devices/tags.ts';
import { asBody, type Caller, type Method, method, name, signedIn, text } from '../method.ts';
import { Fault } from '../value.ts';

const all = ({ db, actor }: Caller) => readAll(TagQuery, (query) => tags(db, actor, query));

export const TAGS: Record<string, Method> = {
  add: signedIn('add a tag', { name, description: text.max(200).optional() }, async ({ db, actor }, args) => {
    await addTag(db, actor, { name: asBody(Name, args.name), description: args.description ?? '' });
    return null;
  }),
  delete: signedIn('remove a tag that no device has', { name }, async ({ db, actor }, args) => {
    await removeTag(db, actor, args.name);
    return null;
  }),
  list: method('all tags', {}, async (caller) =>
    (await all(caller)).map((tag) => ({ name: tag.name, description: tag.description || null })),
  ),
  show: method('a tag and its devices', { name }, async (caller, args) => {
    const tag = (await all(caller)).find((each) => each.name === args.name);
    if (!tag) throw new Fault(404, `Tag '${args.name}' was not found.`);
    return { name: tag.name, description: tag.description || null, devices: tag.devices };
  }),
};
