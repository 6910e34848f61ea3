// SPDX-License-Identifier: Apache-2.0
import { JobList, JobQuery } from '@lava/protocol/api/jobs.ts';
import {
  ChangeQuery,
  SavedQuery,
  SavedQueryList,
  SavedQueryQuery,
  SaveQuery,
} from '@lava/protocol/api/queries.ts';
import {
  changeQuery,
  jobsOfQuery,
  removeQuery,
  savedQueries,
  savedQuery,
  saveQuery,
} from '../../../jobs/saved-queries.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { expectedVersion, JobParams as IdParams, IfMatch } from '../../http/params.ts';

const tags = ['queries'];
const Paging = JobQuery.pick({ sort: true, after: true, limit: true });

export function queryRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/queries',
    { schema: { tags, querystring: SavedQueryQuery, response: { 200: SavedQueryList } } },
    async ({ actor, query }) => savedQueries(db, actor, query),
  );

  api.post(
    '/queries',
    { schema: { tags, body: SaveQuery, response: { 200: SavedQuery } } },
    async ({ actor, body }) => saveQuery(db, actor, body),
  );

  api.get(
    '/queries/:id',
    { schema: { tags, params: IdParams, response: { 200: SavedQuery } } },
    async ({ actor, params }, reply) => {
      const found = await savedQuery(db, actor, params.id);
      reply.header('etag', `"${found.version}"`);
      return found;
    },
  );

  api.get(
    '/queries/:id/jobs',
    { schema: { tags, params: IdParams, querystring: Paging, response: { 200: JobList } } },
    async ({ actor, params, query }) => jobsOfQuery(db, actor, params.id, query),
  );

  api.patch(
    '/queries/:id',
    {
      schema: {
        ...{ tags, params: IdParams, headers: IfMatch, body: ChangeQuery },
        response: { 200: SavedQuery },
      },
    },
    async ({ actor, params, headers, body }) =>
      changeQuery(db, actor, params.id, body, expectedVersion(headers)),
  );

  api.delete('/queries/:id', { schema: { tags, params: IdParams } }, async ({ actor, params }, reply) => {
    await removeQuery(db, actor, params.id);
    return reply.status(204).send();
  });
}
