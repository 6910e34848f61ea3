// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ErrorAlert } from '../../components/error-alert/error-alert.tsx';
import { client } from '../../data/client.ts';

export function AddDeviceTypeDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a device type">
      <AddForm />
    </Modal>
  );
}

function AddForm() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const add = useMutation({
    mutationFn: () => client.deviceTypes.add({ name, description }),
    onSuccess: (type) => {
      queryClient.invalidateQueries({ queryKey: ['device-type'] });
      return navigate({ to: '/device-types/$name', params: { name: type.name } });
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    add.mutate();
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {add.error && <ErrorAlert error={add.error} />}
        <TextInput
          label="Name"
          description="A template of this name that is shipped with LAVA is used until you write your own"
          required
          data-autofocus
          maxLength={50}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Description"
          maxLength={200}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending} disabled={name === ''}>
            Add the device type
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
