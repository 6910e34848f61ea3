// SPDX-License-Identifier: Apache-2.0
import { UpdateWorker, type Worker } from '@lava/protocol/api/lab.ts';
import { Modal, NumberInput, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { ReasonInput } from '../../../entities/lab/reason-input.tsx';
import { Action } from '../../../ui/action/action.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';
import { Icon } from '../../../ui/icon/icon.tsx';

export function WorkerSettingsButton({ worker }: { worker: Worker }) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Action
        of={worker}
        ability="update"
        variant="default"
        leftSection={<Icon name="edit" size={16} />}
        onClick={open}
      >
        Settings
      </Action>
      <Modal opened={opened} onClose={close} title={`Settings of ${worker.name}`}>
        <SettingsForm worker={worker} onClose={close} />
      </Modal>
    </>
  );
}

function SettingsForm({ worker, onClose }: { worker: Worker; onClose: () => void }) {
  const { description, jobLimit } = worker;
  const form = useSchemaForm(UpdateWorker, { description, jobLimit, reason: '' });
  const update = useMutation({
    mutationFn: (values: Parameters<typeof client.workers.update>[1]) =>
      client.workers.update(worker.name, { ...values, reason: values.reason || undefined }),
    meta: { changes: ['worker'] },
    onSuccess: onClose,
  });
  return (
    <Form form={form} mutation={update} action="Save">
      <TextInput label="Description" {...form.getInputProps('description')} />
      <NumberInput
        label="Concurrent jobs"
        description="0 is unlimited"
        allowDecimal={false}
        allowNegative={false}
        {...form.getInputProps('jobLimit')}
      />
      <ReasonInput {...form.getInputProps('reason')} />
    </Form>
  );
}
