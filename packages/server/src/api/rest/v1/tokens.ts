// SPDX-License-Identifier: Apache-2.0
import { AddApiToken, ApiTokenList, ApiTokenQuery, NewApiToken } from '@lava/protocol/api/auth.ts';
import * as z from 'zod';
import { addToken, removeToken, tokens } from '../../../accounts/tokens.ts';
import { TOKEN_ABILITIES } from '../../../rights/abilities.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { pageWithRights, withRights } from '../../http/rights.ts';

export function tokenRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/tokens',
    { schema: { tags: ['tokens'], querystring: ApiTokenQuery, response: { 200: ApiTokenList } } },
    async ({ actor, query }) => pageWithRights(await tokens(db, actor, query), TOKEN_ABILITIES),
  );

  api.post(
    '/tokens',
    { schema: { tags: ['tokens'], body: AddApiToken, response: { 200: NewApiToken } } },
    async ({ actor, body }) =>
      withRights(
        await addToken(db, actor, body.description, { days: body.days, scope: body.scope }),
        TOKEN_ABILITIES,
      ),
  );

  api.delete(
    '/tokens/:id',
    { schema: { tags: ['tokens'], params: z.object({ id: z.coerce.number().int().positive() }) } },
    async ({ actor, params }, reply) => {
      await removeToken(db, actor, params.id);
      return reply.status(204).send();
    },
  );
}
