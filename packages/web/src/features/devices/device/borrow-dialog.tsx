// SPDX-License-Identifier: Apache-2.0
import { AskLease } from '@lava/protocol/api/leases.ts';
import { Modal, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../../data/client.ts';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';

/** Seconds. */
const LENGTHS = [
  { value: '1800', label: '30 minutes' },
  { value: '3600', label: '1 hour' },
  { value: '7200', label: '2 hours' },
  { value: '14400', label: '4 hours' },
  { value: '28800', label: '8 hours' },
];

interface BorrowDialogProps {
  device: string;
  opened: boolean;
  onClose: () => void;
}

/** Asks for a lease of the device; its job's page says how far that is. */
export function BorrowDialog({ device, opened, onClose }: BorrowDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Borrow ${device}`}>
      <BorrowForm device={device} />
    </Modal>
  );
}

function BorrowForm({ device }: { device: string }) {
  const form = useSchemaForm(AskLease, { target: device, tags: [], seconds: 3_600 });
  const navigate = useNavigate();
  const ask = useMutation({
    mutationFn: client.leases.ask,
    meta: { changes: ['job', 'device'] },
    onSuccess: ({ id }) => navigate({ to: '/jobs/$id', params: { id } }),
  });
  return (
    <Form form={form} mutation={ask} action="Borrow it">
      <Select
        label="For"
        data={LENGTHS}
        value={String(form.getValues().seconds)}
        onChange={(value) => form.setFieldValue('seconds', Number(value))}
        allowDeselect={false}
        data-autofocus
      />
    </Form>
  );
}
