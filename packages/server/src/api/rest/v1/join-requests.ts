// SPDX-License-Identifier: Apache-2.0
import { AcceptJoinRequest, JoinRequestList, JoinRequestParams, Worker } from '@lava/protocol/api/lab.ts';
import { acceptWorker, dismissJoinRequest, joinRequests } from '../../../workers/join-requests.ts';
import type { Api, ApiContext } from '../../http/context.ts';

const tags = ['workers'];

export function joinRequestRoutes(api: Api, { db }: ApiContext): void {
  api.get('/join-requests', { schema: { tags, response: { 200: JoinRequestList } } }, async ({ actor }) => ({
    items: await joinRequests(db, actor),
    next: null,
  }));

  api.post(
    '/join-requests/:fingerprint/accept',
    { schema: { tags, params: JoinRequestParams, body: AcceptJoinRequest, response: { 200: Worker } } },
    async ({ actor, params, body }) => acceptWorker(db, actor, params.fingerprint, body.name),
  );

  api.delete(
    '/join-requests/:fingerprint',
    { schema: { tags, params: JoinRequestParams } },
    async ({ actor, params }, reply) => {
      await dismissJoinRequest(db, actor, params.fingerprint);
      return reply.status(204).send();
    },
  );
}
