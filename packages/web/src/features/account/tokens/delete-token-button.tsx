// SPDX-License-Identifier: Apache-2.0
import type { ApiToken } from '@lava/protocol/api/auth.ts';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { offers } from '../../../ui/action/action.tsx';
import { ConfirmButton } from '../../../ui/confirm/confirm-button.tsx';

export function DeleteTokenButton({ token }: { token: ApiToken }) {
  const remove = useMutation({
    mutationFn: () => client.tokens.remove(token.id),
    meta: { changes: ['token'], failed: 'Not deleted' },
  });
  if (!offers(token, 'remove')) return null;
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
