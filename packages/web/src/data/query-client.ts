// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { notifications } from '@mantine/notifications';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { queries } from './queries.ts';
import { invalidate, type Resource } from './resources.ts';

/** What a mutation declares instead of doing it by hand. */
interface MutationMeta extends Record<string, unknown> {
  /** What it changes: all that shows it is asked for again before the mutation counts as done. */
  changes?: readonly Resource[];
  /** Title of the notice when it is refused, where no form shows it: `Not changed`. */
  failed?: string;
  /** It sends a password or a code: that these are refused says nothing of the session. */
  credentials?: true;
}

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: MutationMeta;
  }
}

/** What the server refused stays refused; only silence of the server is worth another try. */
export function worthRetrying(failures: number, error: Error): boolean {
  return failures < 3 && error instanceof LavaError && error.kind === 'infrastructure';
}

export function createQueryClient(): QueryClient {
  function onError(error: Error): void {
    // The session ended behind our back: show the sign-in page in place.
    if (error instanceof LavaError && error.code === 'unauthenticated') {
      client.setQueryData(queries.session().queryKey, (old) => old && { ...old, user: null, may: [] });
    }
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      onError(error, _variables, _result, { meta }) {
        if (!meta?.credentials) onError(error);
        if (meta?.failed !== undefined)
          notifications.show({ color: 'red', title: meta.failed, message: withHint(error) });
      },
      async onSuccess(_data, _variables, _result, { meta }) {
        if (meta?.changes) await invalidate(client, meta.changes);
      },
    }),
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 5_000 } },
  });
  return client;
}

/** Resolves when no query of the client is on its way. */
export function settled(client: QueryClient): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (client.isFetching() > 0) return;
      stop();
      resolve();
    };
    const stop = client.getQueryCache().subscribe(look);
    look();
  });
}

function withHint(error: Error): string {
  return error instanceof LavaError && error.hint ? `${error.message}: ${error.hint}` : error.message;
}
