// SPDX-License-Identifier: Apache-2.0
import { AddGrant, Grant, GrantList, GrantQuery } from '@lava/protocol/api/permissions.ts';
import { grant, permissions, revoke } from '../../../accounts/permissions.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { NumberParams } from '../../http/params.ts';

const tags = ['permissions'];

export function permissionRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/permissions',
    { schema: { tags, querystring: GrantQuery, response: { 200: GrantList } } },
    async ({ actor, query }) => permissions(db, actor, query),
  );

  api.post(
    '/permissions',
    { schema: { tags, body: AddGrant, response: { 200: Grant } } },
    async ({ actor, body }) => grant(db, actor, body),
  );

  api.delete(
    '/permissions/:id',
    { schema: { tags, params: NumberParams } },
    async ({ actor, params }, reply) => {
      await revoke(db, actor, params.id);
      return reply.status(204).send();
    },
  );
}
