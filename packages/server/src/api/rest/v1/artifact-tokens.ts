// SPDX-License-Identifier: Apache-2.0
import { AddArtifactToken, ArtifactToken, ArtifactTokenList } from '@lava/protocol/api/notifications.ts';
import * as z from 'zod';
import { addArtifactToken, artifactTokens, removeArtifactToken } from '../../../accounts/artifact-tokens.ts';
import type { Api, ApiContext } from '../../http/context.ts';

const tags = ['tokens'];

export function artifactTokenRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/artifact-tokens',
    { schema: { tags, response: { 200: ArtifactTokenList } } },
    async ({ actor }) => ({ items: await artifactTokens(db, actor) }),
  );

  api.post(
    '/artifact-tokens',
    { schema: { tags, body: AddArtifactToken, response: { 200: ArtifactToken } } },
    async ({ actor, body }) => addArtifactToken(db, actor, body),
  );

  api.delete(
    '/artifact-tokens/:name',
    { schema: { tags, params: z.object({ name: z.string().min(1).max(100) }) } },
    async ({ actor, params }, reply) => {
      await removeArtifactToken(db, actor, params.name);
      return reply.status(204).send();
    },
  );
}
