// SPDX-License-Identifier: Apache-2.0
import type { Group } from '@lava/protocol/api/auth.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import type { Column } from '../../output/columns.ts';
import { option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, MORE, most } from '../pages.ts';

const COLUMNS: readonly Column<Group>[] = [
  { key: 'name', value: ({ name }) => name },
  { key: 'members', value: ({ members }) => members.join(' ') },
];

export const list = defineVerb({
  summary: 'groups and their members',
  list: true,
  options: {
    search: option('only groups whose name contains this', { value: 'text' }),
    member: option('only groups of this user', { value: 'name', complete: 'users' }),
    ...limits(),
  },
  async run(context, _, { search, member, ...limit }) {
    const client = context.client();
    const page = await readPages((wanted) => client.groups({ search, member, ...wanted }), most(limit));
    context.output.list({ ...page, columns: COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
