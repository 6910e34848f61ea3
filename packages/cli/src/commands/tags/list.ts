// SPDX-License-Identifier: Apache-2.0
import type { Tag } from '@lava/protocol/api/lab.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import type { Column } from '../../output/columns.ts';
import { option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, MORE, most } from '../pages.ts';

const COLUMNS: readonly Column<Tag>[] = [
  { key: 'name', value: ({ name }) => name },
  { key: 'devices', value: ({ devices }) => devices.join(' ') },
  { key: 'description', value: ({ description }) => description },
];

export const list = defineVerb({
  summary: 'tags of devices, and which devices have each',
  list: true,
  options: { search: option('only those that contain this', { value: 'text' }), ...limits() },
  async run(context, _, { search, ...limit }) {
    const client = context.client();
    const page = await readPages((wanted) => client.tags({ search, ...wanted }), most(limit));
    context.output.list({ ...page, columns: COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
