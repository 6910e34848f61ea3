// SPDX-License-Identifier: Apache-2.0
import { Trend, TrendQuery } from '@lava/protocol/api/trend.ts';
import { trend } from '../../../results/trend.ts';
import type { Api, ApiContext } from '../../http/context.ts';

export function trendRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/trend',
    {
      schema: {
        tags: ['jobs'],
        description: 'One test case in the newest jobs that have it and fit a filter',
        querystring: TrendQuery,
        response: { 200: Trend },
      },
    },
    async ({ actor, query }) => trend(db, actor, query),
  );
}
