// SPDX-License-Identifier: Apache-2.0
import { type Account, UserQuery } from '@lava/protocol/api/auth.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, MORE, most, sortOf } from '../pages.ts';

const COLUMNS: readonly Column<Account>[] = [
  { key: 'name', value: ({ username }) => username },
  { key: 'admin', value: ({ admin }) => (admin ? 'yes' : 'no') },
  { key: 'active', value: ({ active }) => (active ? 'yes' : 'no'), wide: true },
  { key: 'email', value: ({ email }) => email },
  { key: 'groups', value: ({ groups }) => groups.join(' ') },
  {
    key: 'last-login',
    value: ({ lastLogin }) => lastLogin,
    text: ({ lastLogin }) => (lastLogin === null ? 'never' : when(lastLogin)),
    wide: true,
  },
];

export const list = defineVerb({
  summary: 'accounts',
  list: true,
  options: {
    search: option('only accounts whose name or address contains this', { value: 'text' }),
    group: option('only members of this group', { value: 'name' }),
    sort: option('in this order; with - in front the other way round', { schema: sortOf(UserQuery) }),
    ...limits(),
  },
  async run(context, _, { search, group, sort, ...limit }) {
    const client = context.client();
    const page = await readPages((wanted) => client.users({ search, group, sort, ...wanted }), most(limit));
    context.output.list({ ...page, columns: COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
