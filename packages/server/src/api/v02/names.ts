// SPDX-License-Identifier: Apache-2.0
import { Name } from '@lava/protocol/api/common.ts';
import * as z from 'zod';
import { addAlias, removeAlias } from '../../device-types/aliases.ts';
import { addTag, changeTag, removeTag } from '../../devices/tags.ts';
import type { FindRequest, FoundAlias, FoundTag } from '../../lab/find.ts';
import { findLab } from '../../lab/find.ts';
import { name, optional, read } from './body.ts';
import { type Call, type Entry, idOf, json, type Reply, type Resources } from './call.ts';
import { ID, type ListTable, TEXT } from './list.ts';
import { checked, listOf, oneOf, shown } from './one.ts';

const ALIAS_TABLE: ListTable = {
  fields: {
    name: ['name', TEXT],
    device_type: ['deviceType', TEXT],
    device_type__name: ['deviceType', TEXT],
  },
  order: { name: 'name', device_type: 'deviceType' },
};
const TAG_TABLE: ListTable = {
  fields: { id: ['id', ID], name: ['name', TEXT], description: ['description', TEXT] },
  order: { id: 'id', name: 'name' },
};

const aliases = ({ db, actor }: Call, request: FindRequest) => findLab.aliases(db, actor, request);
const tags = ({ db }: Call, request: FindRequest) => findLab.tags(db, request);
const oneAlias = (call: Call) => oneOf(call, aliases, 'name', call.params.name ?? '');
const oneTag = (call: Call) => oneOf(call, tags, 'id', idOf(call.params.id));

const aliasView = ({ name, deviceType }: FoundAlias) => ({ name, device_type: deviceType });
const tagView = ({ id, name, description }: FoundTag) => ({
  id,
  name,
  description,
});

const AliasBody = z.object({ name, device_type: name });
const TagBody = z.object({ name, description: optional });

async function putAlias(call: Call): Promise<string> {
  const given = read(AliasBody, call.body);
  await addAlias(call.db, call.actor, { name: checked(Name, given.name), deviceType: given.device_type });
  return given.name;
}

/** Gives it to another type. */
async function moveAlias(call: Call): Promise<Reply> {
  const { name, deviceType } = await oneAlias(call);
  const { device_type = deviceType } = read(AliasBody.partial(), call.body);
  if (device_type !== deviceType) {
    await removeAlias(call.db, call.actor, name);
    await addAlias(call.db, call.actor, { name, deviceType: device_type });
  }
  return json(aliasView(await oneAlias(call)));
}

async function dropAlias(call: Call): Promise<Reply> {
  await removeAlias(call.db, call.actor, (await oneAlias(call)).name);
  return { status: 204 };
}

async function newTag(call: Call): Promise<Reply> {
  const { name, description = null } = read(TagBody, call.body);
  await addTag(call.db, call.actor, { name: checked(Name, name), description });
  return json(tagView(await oneOf(call, tags, 'name', name)), 201);
}

async function describeTag(call: Call): Promise<Reply> {
  const tag = await oneTag(call);
  const { description } = read(TagBody.partial(), call.body);
  if (description !== undefined) await changeTag(call.db, call.actor, tag.name, description);
  return json(tagView(await oneTag(call)));
}

/** Unlike the other lists, these are only for accounts. */
const forAccounts = (run: Entry['run']): Entry => ({ run, who: 'accounts' });

export const NAMES: Resources = {
  'aliases/': {
    GET: forAccounts(listOf(ALIAS_TABLE, aliases, aliasView)),
    POST: async (call) => json(aliasView(await oneOf(call, aliases, 'name', await putAlias(call))), 201),
  },
  'aliases/:name/': {
    GET: forAccounts(shown(async (call) => aliasView(await oneAlias(call)))),
    PUT: moveAlias,
    PATCH: moveAlias,
    DELETE: dropAlias,
  },
  'tags/': { GET: forAccounts(listOf(TAG_TABLE, tags, tagView)), POST: newTag },
  'tags/:id/': {
    GET: forAccounts(shown(async (call) => tagView(await oneTag(call)))),
    PUT: describeTag,
    PATCH: describeTag,
    DELETE: async (call) => {
      await removeTag(call.db, call.actor, (await oneTag(call)).name);
      return { status: 204 };
    },
  },
};
