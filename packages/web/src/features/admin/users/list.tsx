// SPDX-License-Identifier: Apache-2.0
import type { Account } from '@lava/protocol/api/auth.ts';
import type { ListOf } from '../../../entities/list/declaration.ts';
import type { Column } from '../../../ui/table/column.ts';
import { Time } from '../../../ui/time/time.tsx';

const columns: Column<Account>[] = [
  {
    id: 'username',
    header: 'User',
    sortable: true,
    value: ({ username }) => username,
    cell: ({ username }) => <b>{username}</b>,
  },
  { id: 'email', header: 'E-mail', width: '24%', phone: 'line', value: ({ email }) => email },
  {
    id: 'role',
    header: 'Role',
    width: '120px',
    value: ({ active, admin }) => (active ? (admin ? 'Administrator' : 'User') : 'Deactivated'),
  },
  { id: 'groups', header: 'Groups', width: '18%', from: 'tablet', value: ({ groups }) => groups.join(', ') },
  {
    id: 'lastLogin',
    header: 'Last sign-in',
    width: '130px',
    phone: 'end',
    sortable: true,
    value: ({ lastLogin }) => lastLogin,
    cell: ({ lastLogin }) => (lastLogin ? <Time time={lastLogin} /> : 'never'),
  },
  {
    id: 'created',
    header: 'Added',
    width: '120px',
    from: 'desktop',
    sortable: true,
    value: ({ created }) => created,
    cell: ({ created }) => <Time time={created} />,
  },
];

export const userList: ListOf<Account> = {
  one: 'user',
  many: 'users',
  collection: {
    resource: 'user',
    rowId: ({ username }) => username,
    page: ({ users }, query) => users(query),
  },
  columns,
  sort: 'username',
  filters: [
    { kind: 'search', key: 'search', label: 'Search names and e-mail' },
    { kind: 'search', key: 'group', label: 'Any group' },
    {
      kind: 'choice',
      key: 'admin',
      label: 'Any role',
      options: [
        { value: 'true', label: 'Administrators' },
        { value: 'false', label: 'Users' },
      ],
    },
    {
      kind: 'choice',
      key: 'active',
      label: 'Active or not',
      options: [
        { value: 'true', label: 'Active' },
        { value: 'false', label: 'Deactivated' },
      ],
    },
  ],
  empty: 'There are no users.',
};
