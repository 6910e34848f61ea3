// SPDX-License-Identifier: Apache-2.0
import { TagList, TagQuery } from '@lava/protocol/api/lab.ts';
import { tags } from '../../../devices/tags.ts';
import type { Api, ApiContext } from '../../http/context.ts';

export function tagRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/tags',
    { schema: { tags: ['tags'], querystring: TagQuery, response: { 200: TagList } } },
    async ({ actor, query }) => tags(db, actor, query),
  );
}
