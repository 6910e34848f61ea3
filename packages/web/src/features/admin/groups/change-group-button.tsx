// SPDX-License-Identifier: Apache-2.0
import type { Group } from '@lava/protocol/api/auth.ts';
import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { offers } from '../../../ui/action/action.tsx';
import { GroupForm } from './group-form.tsx';

export function ChangeGroupButton({ group }: { group: Group }) {
  const [opened, { open, close }] = useDisclosure();
  if (!offers(group, 'update')) return null;
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={open} aria-label={`Change ${group.name}`}>
        Change
      </Button>
      <Modal opened={opened} onClose={close} title={`Group ${group.name}`} size="lg">
        <GroupForm group={group} onDone={close} />
      </Modal>
    </>
  );
}
