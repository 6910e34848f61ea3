// SPDX-License-Identifier: Apache-2.0
import {
  AddWorker,
  BringBack,
  JoinInvitation,
  OfflineReport,
  TakeOffline,
  UpdateWorker,
  WORKER_FILES,
  Worker,
  WorkerCounts,
  WorkerCountsQuery,
  WorkerList,
  WorkerQuery,
  WorkerToken,
} from '@lava/protocol/api/lab.ts';
import type { FastifyRequest } from 'fastify';
import { withVisibleJobs } from '../../../jobs/visible.ts';
import { bringBack, maintain } from '../../../lab/maintenance.ts';
import { removeWorker } from '../../../lab/remove.ts';
import type { Actor } from '../../../rights/permissions.ts';
import { withConflicts } from '../../../workers/conflicts.ts';
import { makeWorkerToken } from '../../../workers/http-tokens.ts';
import {
  addWorker,
  changeWorker,
  inviteWorker,
  worker,
  workerCounts,
  workers,
} from '../../../workers/workers.ts';
import { type Api, type ApiContext, hostOf } from '../../http/context.ts';
import { gatewayPlace } from '../../http/gateway-place.ts';
import { NameParams } from '../../http/params.ts';

import { workerFileRoutes } from './worker-files.ts';

const tags = ['workers'];

const first = (found: readonly Worker[]) => found[0] as Worker;

export function workerRoutes(api: Api, context: ApiContext): void {
  const { db } = context;
  const shown = async (actor: Actor | null, found: readonly Worker[]) =>
    withConflicts(db, actor, await withVisibleJobs(db, actor, found));

  const place = (request: FastifyRequest) => gatewayPlace(context, hostOf(request));

  api.get(
    '/workers',
    { schema: { tags, querystring: WorkerQuery, response: { 200: WorkerList } } },
    async ({ actor, query }) => {
      const { items, ...page } = await workers(db, actor, query);
      return { ...page, items: await shown(actor, items) };
    },
  );

  api.get(
    '/workers/counts',
    { schema: { tags, querystring: WorkerCountsQuery, response: { 200: WorkerCounts } } },
    async ({ actor, query }) => workerCounts(db, actor, query),
  );

  api.post(
    '/workers',
    { schema: { tags, body: AddWorker, response: { 200: JoinInvitation } } },
    async (request) => addWorker(db, request.actor, await place(request), request.body),
  );

  api.get(
    '/workers/:name',
    { schema: { tags, params: NameParams, response: { 200: Worker } } },
    async ({ actor, params }) => {
      return first(await shown(actor, [await worker(db, actor, params.name)]));
    },
  );

  api.patch(
    '/workers/:name',
    { schema: { tags, params: NameParams, body: UpdateWorker, response: { 200: Worker } } },
    async ({ actor, params, body }) =>
      first(await shown(actor, [await changeWorker(db, actor, params.name, body)])),
  );

  for (const file of WORKER_FILES) workerFileRoutes(api, context, file);

  api.delete('/workers/:name', { schema: { tags, params: NameParams } }, async ({ actor, params }, reply) => {
    await removeWorker(db, actor, params.name);
    return reply.status(204).send();
  });

  api.post(
    '/workers/:name/offline',
    { schema: { tags, params: NameParams, body: TakeOffline, response: { 200: OfflineReport } } },
    async ({ actor, params, body }) => maintain(db, actor, { worker: params.name, ...body }),
  );

  api.post(
    '/workers/:name/online',
    { schema: { tags, params: NameParams, body: BringBack, response: { 200: OfflineReport } } },
    async ({ actor, params, body }) => bringBack(db, actor, { worker: params.name, ...body }),
  );

  api.post(
    '/workers/:name/join-line',
    { schema: { tags, params: NameParams, response: { 200: JoinInvitation } } },
    async (request) => inviteWorker(db, request.actor, await place(request), request.params.name),
  );

  api.post(
    '/workers/:name/token',
    { schema: { tags, params: NameParams, response: { 200: WorkerToken } } },
    async ({ actor, params }) => makeWorkerToken(db, actor, params.name),
  );
}
