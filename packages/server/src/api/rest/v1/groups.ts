// SPDX-License-Identifier: Apache-2.0
import { AddGroup, Group, GroupList, GroupQuery, UpdateGroup } from '@lava/protocol/api/auth.ts';
import { addGroup, changeGroup, group, groups, removeGroup } from '../../../accounts/groups.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { NameParams } from '../../http/params.ts';

const tags = ['groups'];

export function groupRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/groups',
    { schema: { tags, querystring: GroupQuery, response: { 200: GroupList } } },
    async ({ actor, query }) => groups(db, actor, query),
  );

  api.post(
    '/groups',
    { schema: { tags, body: AddGroup, response: { 200: Group } } },
    async ({ actor, body }) => addGroup(db, actor, body),
  );

  api.get(
    '/groups/:name',
    { schema: { tags, params: NameParams, response: { 200: Group } } },
    async ({ actor, params }) => group(db, actor, params.name),
  );

  api.patch(
    '/groups/:name',
    { schema: { tags, params: NameParams, body: UpdateGroup, response: { 200: Group } } },
    async ({ actor, params, body }) => changeGroup(db, actor, params.name, body),
  );

  api.delete('/groups/:name', { schema: { tags, params: NameParams } }, async ({ actor, params }, reply) => {
    await removeGroup(db, actor, params.name);
    return reply.status(204).send();
  });
}
