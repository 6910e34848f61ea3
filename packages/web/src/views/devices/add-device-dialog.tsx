// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Modal, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ErrorAlert } from '../../components/error-alert/error-alert.tsx';
import { client } from '../../data/client.ts';
import { queries } from '../../data/queries.ts';

export function AddDeviceDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a device">
      <AddDeviceForm />
    </Modal>
  );
}

function AddDeviceForm() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const types = useQuery(queries.deviceTypes());
  const workers = useQuery(queries.workers());
  const [name, setName] = useState('');
  const [deviceType, setDeviceType] = useState<string | null>(null);
  const [worker, setWorker] = useState<string | null>(null);
  const [tags, setTags] = useState<string[]>([]);
  const add = useMutation({
    mutationFn: () =>
      client.devices.add({ name, deviceType: deviceType ?? '', worker: worker ?? undefined, tags }),
    onSuccess: (device) => {
      queryClient.invalidateQueries({ queryKey: ['device'] });
      return navigate({ to: '/devices/$name', params: { name: device.name } });
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
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Device type"
          required
          searchable
          data={types.data?.items.map((type) => type.name) ?? []}
          value={deviceType}
          onChange={setDeviceType}
        />
        <Select
          label="Worker"
          description="The host that the device is attached to"
          clearable
          searchable
          data={workers.data?.items.map((one) => one.name) ?? []}
          value={worker}
          onChange={setWorker}
        />
        <TagsInput label="Tags" value={tags} onChange={setTags} />
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending} disabled={name === '' || deviceType === null}>
            Add the device
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
