// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { announceSession } from '../data/live.ts';
import { queries } from '../data/queries.ts';

/** Ends the session at the server, then shows what a stranger sees, in every tab. */
export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => client.signOut(),
    onSuccess: () => {
      const { queryKey } = queries.session();
      queryClient.setQueryData(queryKey, (old) => old && { ...old, user: null, may: [] });
      announceSession();
    },
  });
}
