// SPDX-License-Identifier: Apache-2.0
import { HistoryList, HistoryQuery } from '@lava/protocol/api/history.ts';
import { history } from '../../../audit/history.ts';
import type { Api, ApiContext } from '../../http/context.ts';

export function historyRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/history',
    {
      schema: {
        tags: ['history'],
        description: 'who changed what, when and why, newest first; of one object, or of the whole lab',
        querystring: HistoryQuery,
        response: { 200: HistoryList },
      },
    },
    async ({ actor, query }) => history(db, actor, query),
  );
}
