// SPDX-License-Identifier: Apache-2.0
import { fairShareMethods } from '@lava/protocol/api/client/fair-share.ts';
import type { ShareHolder } from '@lava/protocol/api/fair-share.ts';
import { Button, Modal, NumberInput, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { ErrorAlert } from '../../ui/error/error-alert.tsx';

export function ChangeShareButton({ holder, version }: { holder: ShareHolder; version: number }) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        onClick={open}
        aria-label={`Change the share of ${holder.name}`}
      >
        Change
      </Button>
      <Modal opened={opened} onClose={close} title={`Share of ${holder.name}`}>
        <ShareFields holder={holder} version={version} onDone={close} />
      </Modal>
    </>
  );
}

/** For a group that is not in the table, since it has neither weight nor limit. */
export function GroupShareButton({ version }: { version: number }) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" onClick={open}>
        Share of a group
      </Button>
      <Modal opened={opened} onClose={close} title="Share of a group">
        <ShareFields
          holder={{ kind: 'group', name: '', weight: 1, cap: null }}
          version={version}
          onDone={close}
        />
      </Modal>
    </>
  );
}

interface ShareFieldsProps {
  holder: Pick<ShareHolder, 'kind' | 'name' | 'weight' | 'cap'>;
  /** Of what is shown. */
  version: number;
  onDone: () => void;
}

/** An empty field of a group is none; an account always has a weight. */
function ShareFields({ holder, version, onDone }: ShareFieldsProps) {
  // Of the numbers that the fields began with, however long they are open.
  const [seen] = useState(version);
  const [name, setName] = useState(holder.name);
  const [weight, setWeight] = useState<number | string>(holder.weight ?? '');
  const [cap, setCap] = useState<number | string>(holder.cap ?? '');
  const isGroup = holder.kind === 'group';
  const save = useMutation({
    mutationFn: () =>
      isGroup
        ? fairShareMethods(client).group(name, { weight: numberOf(weight), cap: numberOf(cap) }, seen)
        : fairShareMethods(client).user(name, { weight: numberOf(weight) ?? 1 }, seen),
    meta: { changes: ['group'] },
    onSuccess: onDone,
  });
  return (
    <Stack gap="sm">
      {save.error && <ErrorAlert error={save.error} />}
      {holder.name === '' && (
        <TextInput
          label="Group"
          data-autofocus
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      )}
      <NumberInput
        label="Weight"
        description={isGroup ? 'Empty: its members count each for themselves' : '1 is usual'}
        min={1}
        max={1_000}
        value={weight}
        onChange={setWeight}
      />
      {isGroup && (
        <NumberInput
          label="Devices, at most"
          description="Empty: as many as there are"
          min={1}
          max={1_000_000}
          value={cap}
          onChange={setCap}
        />
      )}
      <Button onClick={() => save.mutate()} loading={save.isPending} disabled={name === ''}>
        Save
      </Button>
    </Stack>
  );
}

const numberOf = (value: number | string): number | null => (typeof value === 'number' ? value : null);
