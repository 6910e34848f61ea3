// SPDX-License-Identifier: Apache-2.0
import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { DescriptionInput } from '../../entities/lab/lab-fields.tsx';
import { MutationForm } from '../../ui/form/mutation-form.tsx';

export function AddDeviceTypeForm() {
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

  return (
    <MutationForm mutation={add} action="Add the device type" incomplete={name === ''}>
      <TextInput
        label="Name"
        description="A template of this name that is shipped with LAVA is used until you write your own"
        required
        data-autofocus
        maxLength={50}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <DescriptionInput value={description} onChange={setDescription} />
    </MutationForm>
  );
}
