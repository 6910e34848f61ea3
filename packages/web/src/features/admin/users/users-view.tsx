// SPDX-License-Identifier: Apache-2.0
import type { User } from '@lava/protocol/api/auth.ts';
import { Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../../data/queries.ts';
import { useAdmin } from '../../../data/use-admin.ts';
import { Icon } from '../../../ui/icon/icon.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { AddUserForm } from './add-user-form.tsx';

export function UsersView() {
  const isAdmin = useAdmin();
  if (isAdmin) return <UsersPage />;
  return (
    <Page title="Users">
      <Text>Only an admin sees and adds users.</Text>
    </Page>
  );
}

function UsersPage() {
  const users = useQuery(queries.users());
  const [adding, { open, close }] = useDisclosure();
  return (
    <Page
      title="Users"
      actions={
        <Button leftSection={<Icon name="plus" size={16} />} onClick={open}>
          Add a user
        </Button>
      }
    >
      <Loaded query={users}>
        {({ items }) => (
          <DataTable
            label="Users"
            columns={columns}
            data={items}
            rowId={(user) => user.username}
            initialSort={[{ id: 'username', desc: false }]}
            empty="There are no users."
          />
        )}
      </Loaded>
      <Modal opened={adding} onClose={close} title="Add a user">
        <AddUserForm onAdded={close} />
      </Modal>
    </Page>
  );
}

const columns: Column<User>[] = [
  {
    id: 'username',
    header: 'User',
    accessorFn: (user) => user.username,
    cell: ({ row: { original } }) => <Text fw={600}>{original.username}</Text>,
  },
  { id: 'email', header: 'E-mail', accessorFn: (user) => user.email || '–' },
  { id: 'admin', header: 'Admin', accessorFn: (user) => (user.admin ? 'yes' : 'no') },
  { id: 'groups', header: 'Groups', accessorFn: (user) => user.groups.join(', ') || '–' },
];
