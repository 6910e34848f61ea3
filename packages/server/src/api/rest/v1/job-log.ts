// SPDX-License-Identifier: Apache-2.0
import { AttemptList, AttemptQuery } from '@lava/protocol/api/attempts.ts';
import { RecordsQuery, TextLogQuery } from '@lava/protocol/api/jobs.ts';
import * as z from 'zod';
import { followJob } from '../../../events/job-stream.ts';
import { attemptLog, attempts } from '../../../jobs/attempts.ts';
import { disclosureFor, logState } from '../../../jobs/jobs.ts';
import { castLog } from '../../../logs/cast-log.ts';
import { textLog } from '../../../logs/text-log.ts';
import { yamlLog } from '../../../logs/yaml-log.ts';
import { compressed } from '../../http/compress.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { JobParams } from '../../http/params.ts';
import { openEventStream } from '../../http/sse.ts';

const tags = ['jobs'];

/** The content of a log depends on who reads it. */
const OWN = 'private, no-cache';

/** The log of a job: in pages, whole, and live. */
export function jobLogRoutes(api: Api, context: ApiContext): void {
  const { db, logs } = context;

  api.get(
    '/jobs/:id/attempts',
    {
      schema: {
        tags,
        description: 'The attempts at the job, in their order, as far as the reader may see their devices',
        params: JobParams,
        response: { 200: AttemptList },
      },
    },
    async ({ actor, params }) => ({ items: await attempts(db, actor, params.id), next: null }),
  );

  api.get(
    '/jobs/:id/records',
    { schema: { tags, params: JobParams, querystring: RecordsQuery.extend(AttemptQuery.shape) } },
    async (request, reply) => {
      const { actor, params, query } = request;
      await attemptLog(db, actor, params.id, query.attempt);
      reply.type('application/x-ndjson; charset=utf-8').header('cache-control', OWN);
      const blocks = logs.stream(params.id, query.from, query.limit, disclosureFor(actor), query.attempt);
      return compressed(request, reply, data(blocks));
    },
  );

  api.get(
    '/jobs/:id/log.yaml',
    { schema: { tags, params: JobParams, querystring: AttemptQuery } },
    async (request, reply) => {
      const { actor, params, query } = request;
      const { records } = await attemptLog(db, actor, params.id, query.attempt);
      reply
        .type('text/yaml; charset=utf-8')
        .header('cache-control', OWN)
        .header('content-disposition', `inline; filename="job-${params.id}.yaml"`);
      return compressed(
        request,
        reply,
        yamlLog(logs.stream(params.id, 0, records, disclosureFor(actor), query.attempt)),
      );
    },
  );

  api.get(
    '/jobs/:id/log.txt',
    {
      schema: {
        tags,
        description: 'The log as text, a line a record: time (UTC), level and what was said',
        params: JobParams,
        querystring: TextLogQuery.extend(AttemptQuery.shape),
      },
    },
    async (request, reply) => {
      const { actor, params, query } = request;
      const { records } = await attemptLog(db, actor, params.id, query.attempt);
      reply
        .type('text/plain; charset=utf-8')
        .header('cache-control', OWN)
        .header('content-disposition', `inline; filename="job-${params.id}.txt"`);
      const blocks = logs.stream(params.id, 0, records, disclosureFor(actor), query.attempt);
      return compressed(request, reply, textLog(blocks, query.bare));
    },
  );

  api.get(
    '/jobs/:id/log.cast',
    {
      schema: {
        tags,
        description: 'What the consoles said and what was typed, as an asciicast of version 2',
        params: JobParams,
        querystring: AttemptQuery,
      },
    },
    async (request, reply) => {
      const { actor, params, query } = request;
      const { records } = await attemptLog(db, actor, params.id, query.attempt);
      reply
        .type('application/x-asciicast')
        .header('cache-control', OWN)
        .header('content-disposition', `attachment; filename="job-${params.id}.cast"`);
      const blocks = logs.stream(params.id, 0, records, disclosureFor(actor), query.attempt);
      return compressed(request, reply, castLog(blocks, `job ${params.id}`));
    },
  );

  api.get(
    '/jobs/:id/stream',
    {
      schema: {
        tags,
        description: 'Server-sent events: records, job, end',
        params: JobParams,
        querystring: AttemptQuery.extend({
          from: z.coerce.number().int().nonnegative().default(0),
          attempt: AttemptQuery.shape.attempt.describe(
            'that `from` is of; a later one is sent from its beginning',
          ),
        }),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await logState(db, request.actor, id);
      const last = Number(request.headers['last-event-id']);
      const from =
        Number.isSafeInteger(last) && last >= 0 && request.headers['last-event-id']
          ? last
          : request.query.from;
      const stream = openEventStream(request, reply);
      await followJob(context, request.actor, id, from, stream, request.query.attempt);
    },
  );
}

async function* data(blocks: AsyncIterable<{ data: Buffer }>): AsyncGenerator<Buffer> {
  for await (const block of blocks) yield block.data;
}
