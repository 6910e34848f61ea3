// SPDX-License-Identifier: Apache-2.0
import type { User } from '@lava/protocol/api/auth.ts';
import type { Column } from '../../output/columns.ts';
import { defineVerb } from '../../program/verb.ts';

const COLUMNS: readonly Column<User>[] = [
  { key: 'name', value: ({ username }) => username },
  { key: 'admin', value: ({ admin }) => (admin ? 'yes' : 'no') },
  { key: 'email', value: ({ email }) => email },
  { key: 'groups', value: ({ groups }) => groups.join(' ') },
];

export const list = defineVerb({
  summary: 'accounts',
  list: true,
  async run(context) {
    const { items } = await context.client().users();
    context.output.list({ items, next: null, columns: COLUMNS });
  },
});
