// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { createMetrics } from '../../processes/metrics.ts';
import type { Api, ApiContext } from './context.ts';

/** How long a health check waits for the database, milliseconds. */
const PATIENCE = 1_000;

/** What machines ask that watch over the server; nothing here is secret. */
export function healthRoutes(app: Api, { db, checks }: ApiContext): void {
  const metrics = createMetrics(db);

  app.get('/healthz', { schema: { hide: true } }, async (_, reply) => {
    await db.ping(PATIENCE);
    const problems = checks.flatMap((check) => check() ?? []);
    if (problems.length > 0) reply.code(503);
    return problems.length > 0 ? { health: 'bad', problems } : { health: 'good' };
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
