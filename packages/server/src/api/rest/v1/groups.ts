// SPDX-License-Identifier: Apache-2.0
import { GroupList, GroupQuery } from '@lava/protocol/api/auth.ts';
import { groups } from '../../../accounts/groups.ts';
import type { Api, ApiContext } from '../../http/context.ts';

export function groupRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/groups',
    { schema: { tags: ['groups'], querystring: GroupQuery, response: { 200: GroupList } } },
    async ({ actor, query }) => groups(db, actor, query),
  );
}
