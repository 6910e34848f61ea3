// SPDX-License-Identifier: Apache-2.0
import type { ApiToken } from '@lava/protocol/api/auth.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, MORE, most } from '../pages.ts';

const COLUMNS: readonly Column<ApiToken>[] = [
  { key: 'id', value: ({ id }) => id },
  { key: 'scope', value: ({ scope }) => scope },
  { key: 'created', value: ({ created }) => created, text: ({ created }) => when(created) },
  { key: 'expires', value: ({ expires }) => expires, text: ({ expires }) => when(expires) },
  {
    key: 'last-used',
    value: ({ lastUsed }) => lastUsed,
    text: ({ lastUsed }) => (lastUsed === null ? 'never' : when(lastUsed)),
  },
  { key: 'description', value: ({ description }) => description },
];

export const list = defineVerb({
  summary: 'tokens of your account, without their secrets',
  list: true,
  options: limits(),
  async run(context, _, limit) {
    const client = context.client();
    const page = await readPages((wanted) => client.tokens.list(wanted), most(limit));
    context.output.list({ ...page, columns: COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
