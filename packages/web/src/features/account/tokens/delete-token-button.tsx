// SPDX-License-Identifier: Apache-2.0
import type { ApiToken } from '@lava/protocol/api/auth.ts';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { ConfirmButton } from '../../../ui/confirm/confirm-button.tsx';

export function DeleteTokenButton({ token }: { token: ApiToken }) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => client.tokens.remove(token.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queries.tokens().queryKey }),
    onError: (error) => notifications.show({ color: 'red', title: 'Not deleted', message: error.message }),
  });
  return (
    <ConfirmButton
      size="compact-xs"
      variant="default"
      c="red"
      loading={remove.isPending}
      question="Programs that use this token stop working. Delete it?"
      verb="Delete the token"
      onConfirm={() => remove.mutate()}
    >
      Delete
    </ConfirmButton>
  );
}
