// SPDX-License-Identifier: Apache-2.0

import { Name } from '@lava/protocol/api/common.ts';
import { TagQuery } from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { addTag, removeTag, tags } from '../../../devices/tags.ts';
import { findLab } from '../../../lab/find.ts';
import { notFound } from '../../../rights/refusals.ts';
import { asBody, type Caller, type Method, method, name, signedIn, text } from '../method.ts';

/** Of one answer. */
const MOST = 100_000;

const all = ({ db, actor }: Caller) => readAll(TagQuery, (query) => tags(db, actor, query));

export const TAGS: Record<string, Method> = {
  add: signedIn('add a tag', { name, description: text.max(200).optional() }, async ({ db, actor }, args) => {
    await addTag(db, actor, { name: asBody(Name, args.name), description: args.description ?? null });
    return null;
  }),
  delete: signedIn('remove a tag that no device has', { name }, async ({ db, actor }, args) => {
    await removeTag(db, actor, args.name);
    return null;
  }),
  list: method('all tags', {}, async ({ db }) => {
    const request = { filters: [], order: [{ column: 'name', down: false }], limit: MOST, offset: 0 };
    const { items } = await findLab.tags(db, request);
    return items.map(({ name, description }) => ({ name, description }));
  }),
  show: method('a tag and its devices', { name }, async (caller, args) => {
    const tag = (await all(caller)).find((each) => each.name === args.name);
    if (!tag) throw notFound('tag', args.name);
    const filters = [{ column: 'name', operator: 'exact' as const, values: [args.name] }];
    const { items } = await findLab.tags(caller.db, { filters, order: [], limit: 1, offset: 0 });
    return { name: tag.name, description: items[0]?.description ?? null, devices: tag.devices };
  }),
};
