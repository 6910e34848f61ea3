// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { ErrorAlert } from '../error/error-alert.tsx';

interface MutationFormProps {
  /** What sending the form starts, as `useMutation` returns it. */
  mutation: { mutate: () => void; isPending: boolean; error: Error | null };
  /** Text of the button that sends the form. */
  action: string;
  /** Whether something is still missing. */
  incomplete?: boolean;
  children: ReactNode;
}

/** Fields, what the server refused above them, and the button that sends them. */
export function MutationForm({ mutation, action, incomplete, children }: MutationFormProps) {
  function submit(event: FormEvent): void {
    event.preventDefault();
    mutation.mutate();
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {mutation.error && <ErrorAlert error={mutation.error} />}
        {children}
        <Group justify="flex-end">
          <Button type="submit" loading={mutation.isPending} disabled={incomplete}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
