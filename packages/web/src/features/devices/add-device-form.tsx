// SPDX-License-Identifier: Apache-2.0
import { TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { DeviceTypeSelect, WorkerSelect } from '../../entities/lab/lab-fields.tsx';
import { MutationForm } from '../../ui/form/mutation-form.tsx';

export function AddDeviceForm() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
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

  return (
    <MutationForm mutation={add} action="Add the device" incomplete={name === '' || deviceType === null}>
      <TextInput
        label="Name"
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <DeviceTypeSelect value={deviceType} onChange={setDeviceType} />
      <WorkerSelect value={worker} onChange={setWorker} />
      <TagsInput label="Tags" value={tags} onChange={setTags} />
    </MutationForm>
  );
}
