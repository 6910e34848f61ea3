// SPDX-License-Identifier: Apache-2.0
import type { PermissionKind } from '@lava/protocol/api/permissions.ts';
import { Stack } from '@mantine/core';
import { ListSection } from '../list/list-section.tsx';
import { GrantForm } from './grant-form.tsx';
import { permissionList } from './list.tsx';

/** Who may do what with one object. */
export function PermissionsTab({ kind, object }: { kind: PermissionKind; object: string }) {
  return (
    <Stack gap="md">
      <GrantForm kind={kind} object={object} />
      <ListSection
        list={permissionsOfOne}
        label="Permissions"
        fixed={{ kind, object }}
        empty={
          kind === 'device'
            ? 'Nobody was given anything here: its device type decides.'
            : 'Nobody was given anything here: everybody may see it, and only admins change it.'
        }
      />
    </Stack>
  );
}

/** Without the columns that would say the same in every row. */
const permissionsOfOne = {
  ...permissionList,
  columns: permissionList.columns.filter(({ id }) => id !== 'kind' && id !== 'object'),
};
