// SPDX-License-Identifier: Apache-2.0
import { Text } from '@mantine/core';
import { useAbility } from '../../../data/use-ability.ts';
import { ListPage } from '../../../entities/list/list-page.tsx';
import { permissionList } from '../../../entities/permission/list.tsx';
import { Page } from '../../../ui/page/page.tsx';

export function PermissionsView() {
  if (useAbility('manage-users')) {
    return (
      <ListPage title="Permissions" list={permissionList}>
        <Text size="sm" c="dimmed">
          Give permissions on the page of a device, device type or worker, under Permissions.
        </Text>
      </ListPage>
    );
  }
  return (
    <Page title="Permissions">
      <Text>Only an admin sees who may do what.</Text>
    </Page>
  );
}
