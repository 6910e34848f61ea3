// SPDX-License-Identifier: Apache-2.0
import { HistoryList, HistoryQuery } from '@lava/protocol/api/history.ts';
import { history } from '../../../audit/history.ts';
import { withoutHiddenJobs } from '../../../jobs/visible.ts';
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
    async ({ actor, query }) => {
      const { items, next } = await history(db, actor, query);
      // A device's history says which job changed its health.
      return { items: await withoutHiddenJobs(db, actor, items), next };
    },
  );
}
