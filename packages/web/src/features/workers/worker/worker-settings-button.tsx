// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import { Button, Modal, NumberInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../data/client.ts';
import { DescriptionInput } from '../../../entities/lab/lab-fields.tsx';
import { MutationForm } from '../../../ui/form/mutation-form.tsx';
import { Icon } from '../../../ui/icon/icon.tsx';

export function WorkerSettingsButton({ worker }: { worker: Worker }) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" leftSection={<Icon name="edit" size={16} />} onClick={open}>
        Settings
      </Button>
      <Modal opened={opened} onClose={close} title={`Settings of ${worker.name}`}>
        <SettingsForm worker={worker} onClose={close} />
      </Modal>
    </>
  );
}

function SettingsForm({ worker, onClose }: { worker: Worker; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [description, setDescription] = useState(worker.description);
  const [jobLimit, setJobLimit] = useState(worker.jobLimit);
  const update = useMutation({
    mutationFn: () => client.workers.update(worker.name, { description, jobLimit }),
    onSuccess: () => {
      queryClient.invalidateQueries({ queryKey: ['worker'] });
      onClose();
    },
  });

  return (
    <MutationForm mutation={update} action="Save">
      <DescriptionInput value={description} onChange={setDescription} />
      <NumberInput
        label="Concurrent jobs"
        description="0 is unlimited"
        min={0}
        max={10_000}
        allowDecimal={false}
        value={jobLimit}
        onChange={(value) => setJobLimit(Number(value))}
      />
    </MutationForm>
  );
}
