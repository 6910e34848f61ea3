// SPDX-License-Identifier: Apache-2.0
import { queryMethods } from '@lava/protocol/api/client/queries.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import type { SavedQuery } from '@lava/protocol/api/queries.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { flag, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, MORE, most } from '../pages.ts';

const COLUMNS: readonly Column<SavedQuery>[] = [
  { key: 'id', value: ({ id }) => id, wide: true },
  { key: 'name', value: ({ name }) => name },
  { key: 'owner', value: ({ owner, group }) => group ?? owner },
  { key: 'filter', value: ({ filter }) => filter },
  {
    key: 'published',
    value: ({ published }) => String(published),
    text: ({ published }) => (published ? 'yes' : ''),
  },
  { key: 'description', value: ({ description }) => description },
  { key: 'conditions', value: ({ conditions }) => conditions, wide: true },
  { key: 'changed', value: ({ changed }) => changed, text: ({ changed }) => when(changed), wide: true },
];

export const list = defineVerb({
  summary: 'saved queries: yours, those of your groups, and what others published',
  list: true,
  options: {
    mine: flag('only yours and those of your groups'),
    search: option('only those that contain this', { value: 'text' }),
    ...limits(),
  },
  async run(context, _, { mine, search, ...limit }) {
    const methods = queryMethods(context.client());
    const page = await readPages(
      (wanted) => methods.list({ search, ...(mine && { mine: 'true' }), ...wanted }),
      most(limit),
    );
    context.output.list({ ...page, columns: COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
