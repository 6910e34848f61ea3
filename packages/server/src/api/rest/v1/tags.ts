// SPDX-License-Identifier: Apache-2.0
import {
  AddAlias,
  AddTag,
  Alias,
  AliasList,
  AliasQuery,
  TagList,
  TagQuery,
  UpdateTag,
} from '@lava/protocol/api/lab.ts';
import { addAlias, aliasPage, removeAlias } from '../../../device-types/aliases.ts';
import { addTag, changeTag, removeTag, tags } from '../../../devices/tags.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { NameParams } from '../../http/params.ts';

export function tagRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/tags',
    { schema: { tags: ['tags'], querystring: TagQuery, response: { 200: TagList } } },
    async ({ actor, query }) => tags(db, actor, query),
  );

  api.post('/tags', { schema: { tags: ['tags'], body: AddTag } }, async ({ actor, body }, reply) => {
    await addTag(db, actor, { name: body.name, description: body.description ?? null });
    return reply.status(204).send();
  });

  api.patch(
    '/tags/:name',
    { schema: { tags: ['tags'], params: NameParams, body: UpdateTag } },
    async ({ actor, params, body }, reply) => {
      await changeTag(db, actor, params.name, body.description);
      return reply.status(204).send();
    },
  );

  api.delete(
    '/tags/:name',
    { schema: { tags: ['tags'], params: NameParams } },
    async ({ actor, params }, reply) => {
      await removeTag(db, actor, params.name);
      return reply.status(204).send();
    },
  );
}

export function aliasRoutes(api: Api, { db }: ApiContext): void {
  const group = ['device types'];

  api.get(
    '/aliases',
    { schema: { tags: group, querystring: AliasQuery, response: { 200: AliasList } } },
    async ({ actor, query }) => aliasPage(db, actor, query),
  );

  api.post(
    '/aliases',
    { schema: { tags: group, body: AddAlias, response: { 200: Alias } } },
    async ({ actor, body }) => {
      await addAlias(db, actor, body);
      return body;
    },
  );

  api.delete(
    '/aliases/:name',
    { schema: { tags: group, params: NameParams } },
    async ({ actor, params }, reply) => {
      await removeAlias(db, actor, params.name);
      return reply.status(204).send();
    },
  );
}
