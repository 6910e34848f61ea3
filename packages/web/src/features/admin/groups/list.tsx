// SPDX-License-Identifier: Apache-2.0
import type { Group } from '@lava/protocol/api/auth.ts';
import { client } from '../../../data/client.ts';
import type { ListOf } from '../../../entities/list/declaration.ts';
import { Anchor } from '../../../ui/page/anchor.tsx';
import type { Column } from '../../../ui/table/column.ts';
import { ChangeGroupButton } from './change-group-button.tsx';

const columns: Column<Group>[] = [
  {
    id: 'name',
    header: 'Group',
    width: '28%',
    sortable: true,
    value: ({ name }) => name,
    cell: ({ name }) => <b>{name}</b>,
  },
  { id: 'members', header: 'Members', phone: 'line', value: ({ members }) => members.join(', ') },
  {
    id: 'permissions',
    header: 'Permissions',
    width: '120px',
    from: 'tablet',
    value: () => null,
    cell: ({ name }) => (
      <Anchor to="/permissions" search={{ group: name }} size="sm">
        show them
      </Anchor>
    ),
  },
  {
    id: 'change',
    header: 'Change',
    width: '96px',
    phone: 'end',
    value: () => null,
    cell: (group) => <ChangeGroupButton group={group} />,
  },
];

export const groupList: ListOf<Group> = {
  one: 'group',
  many: 'groups',
  collection: {
    resource: 'group',
    rowId: ({ name }) => name,
    page: ({ groups }, query) => groups(query),
  },
  columns,
  sort: 'name',
  filters: [
    { kind: 'search', key: 'search', label: 'Search groups' },
    { kind: 'search', key: 'member', label: 'With this user' },
  ],
  actions: [
    {
      label: 'Remove',
      ability: 'remove',
      verb: 'Remove them',
      done: 'removed',
      danger: true,
      explanation:
        'Only groups without permissions can be removed. Jobs that are shown to a group are then for their submitters and admins.',
      run: ({ name }) => client.removeGroup(name),
    },
  ],
  empty: 'There are no groups yet.',
};
