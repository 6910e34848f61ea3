// SPDX-License-Identifier: Apache-2.0
import {
  AddKnownFailure,
  KnownFailure,
  KnownFailureList,
  KnownFailureQuery,
} from '@lava/protocol/api/known-failures.ts';
import { addKnownFailure, knownFailures, removeKnownFailure } from '../../../jobs/known-failures.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { JobParams as IdParams } from '../../http/params.ts';

const tags = ['known failures'];

export function knownFailureRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/known-failures',
    { schema: { tags, querystring: KnownFailureQuery, response: { 200: KnownFailureList } } },
    async ({ actor, query }) => knownFailures(db, actor, query),
  );

  api.post(
    '/known-failures',
    { schema: { tags, body: AddKnownFailure, response: { 200: KnownFailure } } },
    async ({ actor, body }) => addKnownFailure(db, actor, body),
  );

  api.delete(
    '/known-failures/:id',
    { schema: { tags, params: IdParams } },
    async ({ actor, params }, reply) => {
      await removeKnownFailure(db, actor, params.id);
      return reply.status(204).send();
    },
  );
}
