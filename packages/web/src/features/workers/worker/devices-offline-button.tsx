// SPDX-License-Identifier: Apache-2.0
import type { Device, Worker } from '@lava/protocol/api/lab.ts';
import { Button, Checkbox, Modal, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../data/client.ts';
import { MutationForm } from '../../../ui/form/mutation-form.tsx';
import { Icon } from '../../../ui/icon/icon.tsx';

const AWAY = ['maintenance', 'retired'];

/** Takes all devices of a worker offline in one go, and brings just those back. */
export function DevicesOfflineButton({ worker, devices }: { worker: Worker; devices: Device[] }) {
  const [opened, { open, close }] = useDisclosure();
  const queryClient = useQueryClient();
  const online = useMutation({
    mutationFn: () => client.workers.online(worker.name),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['device'] }),
    onError: (error) => notifications.show({ color: 'red', title: 'Not changed', message: error.message }),
  });
  const taken = devices.filter((device) => device.takenOffline);
  const left = devices.filter(({ health }) => !AWAY.includes(health));
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
        <Button variant="default" leftSection={<Icon name="stop" size={16} />} onClick={open}>
          Take devices offline
        </Button>
      )}
      <Modal opened={opened} onClose={close} title={`Take the devices of ${worker.name} offline`}>
        <OfflineForm worker={worker} names={left.map(({ name }) => name)} onClose={close} />
      </Modal>
    </>
  );
}

function OfflineForm({ worker, names, onClose }: { worker: Worker; names: string[]; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const [cancel, setCancel] = useState(false);
  const offline = useMutation({
    mutationFn: () => client.workers.offline(worker.name, { reason, cancel }),
    onSuccess: () => {
      queryClient.invalidateQueries({ queryKey: ['device'] });
      onClose();
    },
  });
  return (
    <MutationForm mutation={offline} action="Take offline">
      <Text size="sm">{names.join(', ')}</Text>
      <TextInput
        label="Reason"
        description="For the history of each device"
        maxLength={200}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Checkbox
        label="Cancel the jobs that run on them"
        checked={cancel}
        onChange={(event) => setCancel(event.currentTarget.checked)}
      />
    </MutationForm>
  );
}
