// SPDX-License-Identifier: Apache-2.0
import { AddUser, User, UserList, UserQuery } from '@lava/protocol/api/auth.ts';
import { addUser, users } from '../../../accounts/accounts.ts';
import { signIn } from '../../../rights/refusals.ts';
import type { Api, ApiContext } from '../../http/context.ts';

export function userRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/users',
    { schema: { tags: ['users'], querystring: UserQuery, response: { 200: UserList } } },
    async ({ actor, query }) => users(db, actor, query),
  );

  api.post(
    '/users',
    { schema: { tags: ['users'], body: AddUser, response: { 200: User } } },
    async ({ actor, body }) => {
      if (!actor) throw signIn();
      return addUser(db, actor, body);
    },
  );
}
