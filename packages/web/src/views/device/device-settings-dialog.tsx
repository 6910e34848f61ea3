// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import { Button, Group, Modal, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ErrorAlert } from '../../components/error-alert/error-alert.tsx';
import { client } from '../../data/client.ts';
import { queries } from '../../data/queries.ts';

interface Props {
  device: Device;
  opened: boolean;
  onClose: () => void;
}

export function DeviceSettingsDialog({ device, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Settings of ${device.name}`}>
      <SettingsForm device={device} onClose={onClose} />
    </Modal>
  );
}

function SettingsForm({ device, onClose }: Omit<Props, 'opened'>) {
  const queryClient = useQueryClient();
  const types = useQuery(queries.deviceTypes());
  const workers = useQuery(queries.workers());
  const [worker, setWorker] = useState(device.worker);
  const [deviceType, setDeviceType] = useState(device.deviceType);
  const [description, setDescription] = useState(device.description);
  const [tags, setTags] = useState(device.tags);
  const update = useMutation({
    mutationFn: () => client.devices.update(device.name, { worker, deviceType, description, tags }),
    onSuccess: (changed) => {
      queryClient.setQueryData(queries.device(device.name).queryKey, changed);
      onClose();
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    update.mutate();
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {update.error && <ErrorAlert error={update.error} />}
        <Select
          label="Worker"
          description="The host that the device is attached to"
          placeholder="not assigned"
          clearable
          searchable
          data={workers.data?.items.map((one) => one.name) ?? []}
          value={worker}
          onChange={setWorker}
        />
        <Select
          label="Device type"
          searchable
          allowDeselect={false}
          data={types.data?.items.map((type) => type.name) ?? []}
          value={deviceType}
          onChange={(value) => setDeviceType(value ?? device.deviceType)}
        />
        <TextInput
          label="Description"
          maxLength={200}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <TagsInput label="Tags" value={tags} onChange={setTags} />
        <Group justify="flex-end">
          <Button type="submit" loading={update.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
