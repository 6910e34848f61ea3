// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { createMetrics } from '../../processes/metrics.ts';
import type { Api, ApiContext } from './context.ts';

/** How long a health check waits for the database, milliseconds. */
const PATIENCE = 1_000;

/** What machines ask that watch over the server; nothing here is secret. */
export function healthRoutes(app: Api, { db, registry }: ApiContext): void {
  const metrics = createMetrics(db);

  app.get('/healthz', { schema: { hide: true } }, async (_, reply) => {
    const { problems, processes } = await registry.health(PATIENCE);
    if (problems.length > 0) reply.code(503);
    return {
      health: problems.length > 0 ? 'bad' : 'good',
      ...(problems.length > 0 && { problems }),
      ...(processes.length > 0 && { processes }),
    };
  });

  app.get('/metrics', { schema: { hide: true } }, async (_, reply) => {
    reply.type(metrics.contentType);
    return metrics.metrics();
  });

  app.get('/api/openapi.json', { schema: { hide: true } }, async () => {
    const document = app.swagger();
    if (!document) throw new LavaError('bug', 'no API description');
    return document;
  });
}
