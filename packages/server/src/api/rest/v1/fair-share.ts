// SPDX-License-Identifier: Apache-2.0
import { ChangeFairShare, FairShare, GroupShare, UserShare } from '@lava/protocol/api/fair-share.ts';
import {
  changeFairShare,
  changeGroupShare,
  changeUserShare,
  fairShare,
} from '../../../accounts/fair-share.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { expectedVersion, IfMatch, NameParams } from '../../http/params.ts';

const tags = ['fair share'];

export function fairShareRoutes(api: Api, { db }: ApiContext): void {
  api.get('/fair-share', { schema: { tags, response: { 200: FairShare } } }, async ({ actor }, reply) => {
    const found = await fairShare(db, actor);
    reply.header('etag', `"${found.version}"`);
    return found;
  });

  api.patch(
    '/fair-share',
    { schema: { tags, headers: IfMatch, body: ChangeFairShare, response: { 200: FairShare } } },
    ({ actor, headers, body }) => changeFairShare(db, actor, body, expectedVersion(headers)),
  );

  api.put(
    '/fair-share/users/:name',
    { schema: { tags, params: NameParams, headers: IfMatch, body: UserShare } },
    async ({ actor, params, headers, body }, reply) => {
      await changeUserShare(db, actor, params.name, body, expectedVersion(headers));
      return reply.status(204).send();
    },
  );

  api.put(
    '/fair-share/groups/:name',
    { schema: { tags, params: NameParams, headers: IfMatch, body: GroupShare } },
    async ({ actor, params, headers, body }, reply) => {
      await changeGroupShare(db, actor, params.name, body, expectedVersion(headers));
      return reply.status(204).send();
    },
  );
}
