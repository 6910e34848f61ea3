// SPDX-License-Identifier: Apache-2.0
import type { ApiToken } from '@lava/protocol/api/auth.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { defineVerb } from '../../program/verb.ts';

const COLUMNS: readonly Column<ApiToken>[] = [
  { key: 'id', value: ({ id }) => id },
  { key: 'created', value: ({ created }) => created, text: ({ created }) => when(created) },
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
  async run(context) {
    const { items } = await context.client().tokens.list();
    context.output.list({ items, next: null, columns: COLUMNS });
  },
});
