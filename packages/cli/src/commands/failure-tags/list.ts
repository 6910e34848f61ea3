// SPDX-License-Identifier: Apache-2.0
import type { FailureTag } from '@lava/protocol/api/comments.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import type { Column } from '../../output/columns.ts';
import { option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, MORE, most } from '../pages.ts';

const COLUMNS: readonly Column<FailureTag>[] = [
  { key: 'name', value: ({ name }) => name },
  { key: 'jobs', value: ({ jobs }) => jobs },
  { key: 'description', value: ({ description }) => description },
];

export const list = defineVerb({
  summary: 'failure tags, and how many jobs have each',
  list: true,
  options: { search: option('only those that contain this', { value: 'text' }), ...limits() },
  async run(context, _, { search, ...limit }) {
    const { failureTags } = context.client();
    const page = await readPages((wanted) => failureTags.list({ search, ...wanted }), most(limit));
    context.output.list({ ...page, columns: COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
