// SPDX-License-Identifier: Apache-2.0
import { ChangeFairShare, FairShare, GroupShare, UserShare } from '@lava/protocol/api/fair-share.ts';
import {
  changeFairShare,
  changeGroupShare,
  changeUserShare,
  fairShare,
} from '../../../accounts/fair-share.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { NameParams } from '../../http/params.ts';

const tags = ['fair share'];

export function fairShareRoutes(api: Api, { db }: ApiContext): void {
  api.get('/fair-share', { schema: { tags, response: { 200: FairShare } } }, ({ actor }) =>
    fairShare(db, actor),
  );

  api.patch(
    '/fair-share',
    { schema: { tags, body: ChangeFairShare, response: { 200: FairShare } } },
    ({ actor, body }) => changeFairShare(db, actor, body),
  );

  api.put(
    '/fair-share/users/:name',
    { schema: { tags, params: NameParams, body: UserShare } },
    async ({ actor, params, body }, reply) => {
      await changeUserShare(db, actor, params.name, body);
      return reply.status(204).send();
    },
  );

  api.put(
    '/fair-share/groups/:name',
    { schema: { tags, params: NameParams, body: GroupShare } },
    async ({ actor, params, body }, reply) => {
      await changeGroupShare(db, actor, params.name, body);
      return reply.status(204).send();
    },
  );
}
