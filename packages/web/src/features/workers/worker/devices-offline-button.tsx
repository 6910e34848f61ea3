// SPDX-License-Identifier: Apache-2.0
import { type Device, TakeOffline, type Worker } from '@lava/protocol/api/lab.ts';
import { Button, Checkbox, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { ReasonInput } from '../../../entities/lab/reason-input.tsx';
import { Action, offers } from '../../../ui/action/action.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';
import { Icon } from '../../../ui/icon/icon.tsx';

const AWAY = ['maintenance', 'retired'];

/** Takes all devices of a worker offline in one go, and brings just those back. */
export function DevicesOfflineButton({ worker, devices }: { worker: Worker; devices: Device[] }) {
  const [opened, { open, close }] = useDisclosure();
  const online = useMutation({
    mutationFn: () => client.workers.online(worker.name),
    meta: { changes: ['device'], failed: 'Not changed' },
  });
  const taken = devices.filter((device) => device.takenOffline);
  const left = devices.filter(({ health }) => !AWAY.includes(health));
  if (!offers(worker, 'update')) return null;
  return (
    <>
      {taken.length > 0 && (
        <Button
          variant="default"
          leftSection={<Icon name="up" size={16} />}
          loading={online.isPending}
          onClick={() => online.mutate()}
        >
          Bring devices back ({taken.length})
        </Button>
      )}
      {left.length > 0 && (
        <Action
          of={worker}
          ability="update"
          variant="default"
          leftSection={<Icon name="stop" size={16} />}
          onClick={open}
        >
          Take devices offline
        </Action>
      )}
      <Modal opened={opened} onClose={close} title={`Take the devices of ${worker.name} offline`}>
        <OfflineForm worker={worker} names={left.map(({ name }) => name)} onClose={close} />
      </Modal>
    </>
  );
}

function OfflineForm({ worker, names, onClose }: { worker: Worker; names: string[]; onClose: () => void }) {
  const form = useSchemaForm(TakeOffline, { reason: '', cancel: false });
  const offline = useMutation({
    mutationFn: (values: Parameters<typeof client.workers.offline>[1]) =>
      client.workers.offline(worker.name, { ...values, reason: values?.reason || undefined }),
    meta: { changes: ['device', 'job'] },
    onSuccess: onClose,
  });
  return (
    <Form form={form} mutation={offline} action="Take offline">
      <Text size="sm">{names.join(', ')}</Text>
      <ReasonInput data-autofocus {...form.getInputProps('reason')} />
      <Checkbox
        label="Cancel the jobs that run on them"
        {...form.getInputProps('cancel', { type: 'checkbox' })}
      />
    </Form>
  );
}
