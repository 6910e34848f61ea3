// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import { Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { Action } from '../../../ui/action/action.tsx';
import { ErrorAlert } from '../../../ui/error/error-alert.tsx';
import { Icon } from '../../../ui/icon/icon.tsx';
import { JoinInstructions } from '../join-instructions.tsx';

/** A new join line; an earlier one that was not used is no longer valid. */
export function JoinLineButton({ worker }: { worker: Worker }) {
  const ask = useMutation({ mutationFn: () => client.workers.joinLine(worker.name) });
  return (
    <>
      <Action
        of={worker}
        ability="join-line"
        variant="default"
        leftSection={<Icon name="key" size={16} />}
        loading={ask.isPending}
        onClick={() => ask.mutate()}
      >
        New join line
      </Action>
      <Modal
        opened={!ask.isIdle && !ask.isPending}
        onClose={ask.reset}
        title={`Join ${worker.name}`}
        size="lg"
      >
        {ask.data && <JoinInstructions invitation={ask.data} />}
        {ask.error && <ErrorAlert error={ask.error} />}
      </Modal>
    </>
  );
}
