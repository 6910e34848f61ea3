// SPDX-License-Identifier: Apache-2.0
import {
  Account,
  AddUser,
  PasswordLink,
  UpdateUser,
  User,
  UserList,
  UserQuery,
} from '@lava/protocol/api/auth.ts';
import { addUser, users } from '../../../accounts/accounts.ts';
import { account, changeAccount } from '../../../accounts/changes.ts';
import { addPasswordLink } from '../../../accounts/password-link.ts';
import { abilitiesOnAccount } from '../../../rights/abilities.ts';
import { signIn } from '../../../rights/refusals.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { NameParams } from '../../http/params.ts';
import { pageWithRights, withRights } from '../../http/rights.ts';

export function userRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/users',
    { schema: { tags: ['users'], querystring: UserQuery, response: { 200: UserList } } },
    async ({ actor, query }) => pageWithRights(await users(db, actor, query), abilitiesOnAccount(actor)),
  );

  api.post(
    '/users',
    { schema: { tags: ['users'], body: AddUser, response: { 200: User } } },
    async ({ actor, body }) => {
      if (!actor) throw signIn();
      return addUser(db, actor, body);
    },
  );

  api.get(
    '/users/:name',
    { schema: { tags: ['users'], params: NameParams, response: { 200: Account } } },
    async ({ actor, params }) => withRights(await account(db, actor, params.name), abilitiesOnAccount(actor)),
  );

  api.post(
    '/users/:name/password-link',
    { schema: { tags: ['users'], params: NameParams, response: { 200: PasswordLink } } },
    async ({ actor, params }) => addPasswordLink(db, actor, params.name),
  );

  api.patch(
    '/users/:name',
    { schema: { tags: ['users'], params: NameParams, body: UpdateUser, response: { 200: Account } } },
    async ({ actor, params, body }) =>
      withRights(await changeAccount(db, actor, params.name, body), abilitiesOnAccount(actor)),
  );
}
