// SPDX-License-Identifier: Apache-2.0
import { Text } from '@mantine/core';
import { useAbility } from '../../../data/use-ability.ts';
import { ListPage } from '../../../entities/list/list-page.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { GroupForm } from './group-form.tsx';
import { groupList } from './list.tsx';

export function GroupsView() {
  if (useAbility('manage-users')) {
    return (
      <ListPage
        title="Groups"
        list={groupList}
        add={{ title: 'Add a group', form: (close) => <GroupForm onDone={close} /> }}
      />
    );
  }
  return (
    <Page title="Groups">
      <Text>Only an admin sees and adds groups.</Text>
    </Page>
  );
}
