// SPDX-License-Identifier: Apache-2.0
import { JobRetention, KeepJob } from '@lava/protocol/api/retention.ts';
import { endKeeping, jobRetention, keepJob } from '../../../retention/keep.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { JobParams } from '../../http/params.ts';

export function retentionRoutes(api: Api, { db, settings }: ApiContext): void {
  const schema = { tags: ['jobs'], params: JobParams, response: { 200: JobRetention } };
  api.get('/jobs/:id/retention', { schema }, async ({ actor, params }) =>
    jobRetention(db, actor, params.id, settings),
  );

  api.put(
    '/jobs/:id/kept',
    { config: { scope: 'submit' }, schema: { ...schema, body: KeepJob } },
    async ({ actor, params, body }) => {
      await keepJob(db, actor, params.id, body.reason);
      return jobRetention(db, actor, params.id, settings);
    },
  );

  api.delete('/jobs/:id/kept', { config: { scope: 'submit' }, schema }, async ({ actor, params }) => {
    await endKeeping(db, actor, params.id);
    return jobRetention(db, actor, params.id, settings);
  });
}
