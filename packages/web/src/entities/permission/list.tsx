// SPDX-License-Identifier: Apache-2.0
import { type Grant, PERMISSION_KINDS, PERMISSIONS } from '@lava/protocol/api/permissions.ts';
import { client } from '../../data/client.ts';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { Column } from '../../ui/table/column.ts';
import { Time } from '../../ui/time/time.tsx';
import type { ListOf } from '../list/declaration.ts';

/** A grant with what its reader may do with it: whoever sees the list on these pages is an admin. */
type Shown = Grant & { may: string[] };

const KIND_WORDS = { 'device-type': 'Device type', device: 'Device', worker: 'Worker' } as const;
const PAGES = {
  'device-type': '/device-types/$name',
  device: '/devices/$name',
  worker: '/workers/$name',
} as const;

const columns: Column<Shown>[] = [
  {
    id: 'holder',
    header: 'Who',
    value: ({ user, group }) => user ?? group,
    cell: ({ user, group }) => (user === null ? <>group {group}</> : user),
  },
  { id: 'permission', header: 'May', width: '110px', value: ({ permission }) => permission },
  { id: 'kind', header: 'Kind', width: '120px', phone: 'line', value: ({ kind }) => KIND_WORDS[kind] },
  {
    id: 'object',
    header: 'On',
    width: '26%',
    sortable: true,
    value: ({ object }) => object,
    cell: ({ kind, object }) =>
      object === null ? (
        <i>all of them</i>
      ) : (
        <Anchor to={PAGES[kind]} params={{ name: object }} size="sm">
          {object}
        </Anchor>
      ),
  },
  {
    id: 'created',
    header: 'Given',
    width: '130px',
    from: 'tablet',
    value: ({ created }) => created,
    cell: ({ created }) => <Time time={created} />,
  },
];

export const permissionList: ListOf<Shown> = {
  one: 'permission',
  many: 'permissions',
  collection: {
    resource: 'permission',
    rowId: ({ id }) => String(id),
    page: async ({ permissions }, query) => {
      const { items, next } = await permissions.list(query);
      return { items: items.map((item) => ({ ...item, may: ['revoke'] })), next };
    },
  },
  columns,
  sort: 'object',
  filters: [
    {
      kind: 'choice',
      key: 'kind',
      label: 'On anything',
      options: PERMISSION_KINDS.map((value) => ({ value, label: `${KIND_WORDS[value]}s` })),
    },
    {
      kind: 'choice',
      key: 'permission',
      label: 'Any permission',
      options: PERMISSIONS.map((value) => ({ value, label: value })),
    },
    { kind: 'search', key: 'group', label: 'Of a group' },
    { kind: 'search', key: 'user', label: 'Of a user' },
  ],
  actions: [
    {
      label: 'Revoke',
      ability: 'revoke',
      verb: 'Revoke them',
      done: 'revoked',
      danger: true,
      explanation: 'What nobody has a view or submit permission for any more is open to everybody again.',
      run: ({ id }) => client.permissions.revoke(id),
    },
  ],
  empty: 'Nobody was given anything: everybody may see the lab, and every account may submit jobs.',
};
