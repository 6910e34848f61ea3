// SPDX-License-Identifier: Apache-2.0
import { Text } from '@mantine/core';
import { useAbility } from '../../../data/use-ability.ts';
import { ListPage } from '../../../entities/list/list-page.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { AddUserForm } from './add-user-form.tsx';
import { userList } from './list.tsx';
import { PasswordLinkButton } from './password-link.tsx';

export function UsersView() {
  if (useAbility('manage-users')) {
    return (
      <ListPage
        title="Users"
        list={userList}
        actions={<PasswordLinkButton />}
        add={{ title: 'Add a user', form: (close) => <AddUserForm onAdded={close} /> }}
      />
    );
  }
  return (
    <Page title="Users">
      <Text>Only an admin sees and adds users.</Text>
    </Page>
  );
}
