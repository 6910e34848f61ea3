// SPDX-License-Identifier: Apache-2.0
import type { Account } from '@lava/protocol/api/auth.ts';
import { client } from '../../../data/client.ts';
import type { ListOf } from '../../../entities/list/declaration.ts';
import type { BulkAction } from '../../../ui/action/bulk-action.ts';
import { Anchor } from '../../../ui/page/anchor.tsx';
import type { Column } from '../../../ui/table/column.ts';
import { Time } from '../../../ui/time/time.tsx';
import { roleOf } from './role.ts';

const columns: Column<Account>[] = [
  {
    id: 'username',
    header: 'User',
    sortable: true,
    value: ({ username }) => username,
    cell: ({ username }) => (
      <Anchor to="/users/$name" params={{ name: username }} fw={600}>
        {username}
      </Anchor>
    ),
  },
  { id: 'email', header: 'E-mail', width: '24%', phone: 'line', value: ({ email }) => email },
  {
    id: 'role',
    header: 'Role',
    width: '120px',
    value: roleOf,
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
  actions: [
    {
      ...change({ active: false }, 'Deactivate', 'Deactivate them', 'deactivated'),
      danger: true,
      explanation:
        'They can neither sign in nor use their tokens, and are signed out everywhere. Their jobs and their history stay.',
    },
    change({ active: true }, 'Activate', 'Activate them', 'activated'),
    {
      ...change({ admin: true }, 'Make admin', 'Make them admins', 'made admins'),
      explanation: 'Admins may change devices, workers and users, and see every job.',
    },
    change({ admin: false }, 'Take admin rights', 'Take their rights', 'changed'),
  ],
  empty: 'There are no users.',
};

function change(
  set: { active: boolean } | { admin: boolean },
  label: string,
  verb: string,
  done: string,
): BulkAction<Account> {
  return {
    label,
    ability: 'update',
    verb,
    done,
    run: ({ username }) => client.updateUser(username, set),
  };
}
