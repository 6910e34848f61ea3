// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { queries } from './queries.ts';

/** What the server refused stays refused; only silence of the server is worth another try. */
function worthRetrying(failures: number, error: Error): boolean {
  return failures < 3 && error instanceof LavaError && error.kind === 'infrastructure';
}

export function createQueryClient(): QueryClient {
  function onError(error: Error): void {
    // The session ended behind our back: show the sign-in page in place.
    if (error instanceof LavaError && error.code === 'unauthenticated') {
      client.setQueryData(queries.session().queryKey, (old) => old && { ...old, user: null });
    }
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 5_000 } },
  });
  return client;
}
