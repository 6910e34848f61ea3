// SPDX-License-Identifier: Apache-2.0
import { jobJsonSchema } from '@lava/dispatcher/schema.ts';
import type { Api, ApiContext } from './context.ts';

/** For editors: what a job definition may hold. Made at the first question, the same for everybody. */
export function schemaRoutes(app: Api, { settings }: Pick<ApiContext, 'settings'>): void {
  let text: string | undefined;
  app.get('/api/schema/job', { schema: { hide: true } }, async (_, reply) => {
    text ??= JSON.stringify(jobJsonSchema(settings.extraContextVariables));
    reply.type('application/schema+json; charset=utf-8').header('cache-control', 'no-cache');
    return text;
  });
}
