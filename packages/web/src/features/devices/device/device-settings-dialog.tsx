// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import { Modal, TagsInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { DescriptionInput, DeviceTypeSelect, WorkerSelect } from '../../../entities/lab/lab-fields.tsx';
import { MutationForm } from '../../../ui/form/mutation-form.tsx';

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

  return (
    <MutationForm mutation={update} action="Save">
      <WorkerSelect value={worker} onChange={setWorker} />
      <DeviceTypeSelect value={deviceType} onChange={(value) => setDeviceType(value ?? device.deviceType)} />
      <DescriptionInput value={description} onChange={setDescription} />
      <TagsInput label="Tags" value={tags} onChange={setTags} />
    </MutationForm>
  );
}
