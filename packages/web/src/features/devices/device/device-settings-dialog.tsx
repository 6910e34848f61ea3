// SPDX-License-Identifier: Apache-2.0
import { type Device, UpdateDevice } from '@lava/protocol/api/lab.ts';
import { Modal, Switch, TagsInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { DeviceTypeSelect, WorkerSelect } from '../../../entities/lab/lab-fields.tsx';
import { ReasonInput } from '../../../entities/lab/reason-input.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';

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
  const { worker, deviceType, description, tags, disableHealthCheck } = device;
  const values = { worker, deviceType, description, tags, disableHealthCheck, reason: '' };
  const form = useSchemaForm(UpdateDevice, values);
  const update = useMutation({
    mutationFn: (values: Parameters<typeof client.devices.update>[1]) =>
      client.devices.update(device.name, { ...values, reason: values.reason || undefined }),
    meta: { changes: ['device'] },
    onSuccess: onClose,
  });
  return (
    <Form form={form} mutation={update} action="Save">
      <WorkerSelect {...form.getInputProps('worker')} />
      <DeviceTypeSelect
        {...form.getInputProps('deviceType')}
        onChange={(type) => form.setFieldValue('deviceType', type ?? deviceType)}
      />
      <TextInput label="Description" {...form.getInputProps('description')} />
      <TagsInput label="Tags" {...form.getInputProps('tags')} />
      <Switch label="No health checks" {...form.getInputProps('disableHealthCheck', { type: 'checkbox' })} />
      <ReasonInput {...form.getInputProps('reason')} />
    </Form>
  );
}
