// SPDX-License-Identifier: Apache-2.0
import { readPages } from '@lava/protocol/api/list.ts';
import { type Grant, PERMISSION_KINDS, PERMISSIONS } from '@lava/protocol/api/permissions.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { oneOf, option, optionalArgument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { limits, MORE, most } from '../pages.ts';

const COLUMNS: readonly Column<Grant>[] = [
  { key: 'id', value: ({ id }) => id },
  { key: 'permission', value: ({ permission }) => permission },
  { key: 'kind', value: ({ kind }) => kind },
  { key: 'object', value: ({ object }) => object, text: ({ object }) => object ?? 'all' },
  { key: 'user', value: ({ user }) => user ?? '' },
  { key: 'group', value: ({ group }) => group ?? '' },
  { key: 'created', value: ({ created }) => created, text: ({ created }) => when(created), wide: true },
];

export const list = defineVerb({
  summary: 'who was given what',
  list: true,
  arguments: {
    kind: optionalArgument(`only on these: ${PERMISSION_KINDS.join(', ')}`, oneOf(PERMISSION_KINDS)),
    name: optionalArgument('only on this one', ObjectName),
  },
  options: {
    permission: option('only this permission', { schema: oneOf(PERMISSIONS), value: 'permission' }),
    user: option('only what this user was given, apart from what groups were', { value: 'name' }),
    group: option('only what this group was given', { value: 'name' }),
    ...limits(),
  },
  async run(context, { kind, name }, { permission, user, group, ...limit }) {
    const client = context.client();
    const page = await readPages(
      (wanted) => client.permissions.list({ kind, object: name, permission, user, group, ...wanted }),
      most(limit),
    );
    context.output.list({ ...page, columns: COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
