// SPDX-License-Identifier: Apache-2.0
import { type Device, type DeviceHealth, UpdateDevice } from '@lava/protocol/api/lab.ts';
import { Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { HEALTH } from '../../../entities/device/status.ts';
import { ReasonInput } from '../../../entities/lab/reason-input.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';

interface HealthDialogProps {
  device: Device;
  /** The one to set; undefined while nobody asks. */
  health: DeviceHealth | undefined;
  onClose: () => void;
}

/** Asks for the reason, which the next one to look at the device will want to know. */
export function HealthDialog({ device, health, onClose }: HealthDialogProps) {
  return (
    <Modal
      opened={health !== undefined}
      onClose={onClose}
      title={health && `Set ${device.name} to ${HEALTH[health].label}`}
    >
      {health && <HealthForm device={device} health={health} onClose={onClose} />}
    </Modal>
  );
}

function HealthForm({ device, health, onClose }: HealthDialogProps & { health: DeviceHealth }) {
  const form = useSchemaForm(UpdateDevice, { reason: '' });
  const update = useMutation({
    mutationFn: ({ reason }: { reason?: string | undefined }) =>
      client.devices.update(device.name, { health, reason: reason || undefined }),
    meta: { changes: ['device'] },
    onSuccess: onClose,
  });
  return (
    <Form form={form} mutation={update} action={`Set to ${HEALTH[health].label}`}>
      <ReasonInput data-autofocus {...form.getInputProps('reason')} />
    </Form>
  );
}
