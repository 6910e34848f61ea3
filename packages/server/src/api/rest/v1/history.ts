// SPDX-License-Identifier: Apache-2.0
import { AddNote, HistoryList, HistoryQuery } from '@lava/protocol/api/history.ts';
import { PERMISSION_KINDS } from '@lava/protocol/api/permissions.ts';
import { history } from '../../../audit/history.ts';
import { withoutHiddenJobs } from '../../../jobs/visible.ts';
import { addNote } from '../../../lab/notes.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { NameParams } from '../../http/params.ts';

export function historyRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/history',
    {
      schema: {
        tags: ['history'],
        description: 'who changed what, when and why, newest first; of one object, or of the whole lab',
        querystring: HistoryQuery,
        response: { 200: HistoryList },
      },
    },
    async ({ actor, query }) => {
      const { items, next } = await history(db, actor, query);
      // A device's history says which job changed its health.
      return { items: await withoutHiddenJobs(db, actor, items), next };
    },
  );

  for (const kind of PERMISSION_KINDS)
    api.post(
      `/${kind}s/:name/notes`,
      {
        schema: { tags: [`${kind}s`], params: NameParams, body: AddNote },
      },
      async ({ actor, params, body }, reply) => {
        await addNote(db, actor, kind, params.name, body.text);
        return reply.status(204).send();
      },
    );
}
