// SPDX-License-Identifier: Apache-2.0
import { CompareParams, CompareQuery, Comparison } from '@lava/protocol/api/compare.ts';
import { compareJobs } from '../../../results/compare.ts';
import type { Api, ApiContext } from '../../http/context.ts';

const description = 'What became of each test case from the first job to the other';

export function compareRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/jobs/:id/compare/:other',
    {
      schema: {
        ...{ tags: ['jobs'], description, params: CompareParams, querystring: CompareQuery },
        response: { 200: Comparison },
      },
    },
    async ({ actor, params, query }) => compareJobs(db, actor, [params.id, params.other], query),
  );
}
