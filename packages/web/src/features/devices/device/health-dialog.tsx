// SPDX-License-Identifier: Apache-2.0
import type { Device, DeviceHealth } from '@lava/protocol/api/lab.ts';
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { HEALTH } from '../../../entities/device/status.ts';
import { ErrorAlert } from '../../../ui/error/error-alert.tsx';

interface HealthDialogProps {
  device: Device;
  /** The one to set; undefined while nobody asks. */
  health: DeviceHealth | undefined;
  onClose: () => void;
}

/** Asks for the reason, which the next one to look at the device will want to know. */
export function HealthDialog({ device, health, onClose }: HealthDialogProps) {
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const update = useMutation({
    mutationFn: () => client.devices.update(device.name, { health, reason: reason || undefined }),
    onSuccess: (changed) => {
      queryClient.setQueryData(queries.device(device.name).queryKey, changed);
      setReason('');
      onClose();
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    update.mutate();
  }

  const label = health && HEALTH[health].label;
  return (
    <Modal opened={health !== undefined} onClose={onClose} title={`Set ${device.name} to ${label}`}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {update.error && <ErrorAlert error={update.error} />}
          <TextInput
            label="Reason"
            description="For the history; may stay empty"
            data-autofocus
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={update.isPending}>
              Set to {label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
