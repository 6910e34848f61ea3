// SPDX-License-Identifier: Apache-2.0
import type { HelloEvent } from '@lava/protocol/api/stream.ts';
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { Live } from '../live/live.ts';
import type { ConnectionState } from '../live/messages.ts';
import { SessionChannel } from '../live/session-channel.ts';
import { queries } from './queries.ts';
import { Refetch } from './refetch.ts';

/** This tab's share of the browser's one stream. */
export const live = new Live();

/** How the tabs of this browser learn that another one signed in or out. */
const sessionChannel = new SessionChannel();

/** Whether the server has other pages than these since they were loaded. */
let outdated = false;
const watchers = new Set<() => void>();

/** Keeps what the pages know current: by the stream, and by what other tabs say of the session. */
export function startLive(queryClient: QueryClient): void {
  const refetch = new Refetch(queryClient);
  const { queryKey } = queries.session();
  const askForSession = () => void queryClient.invalidateQueries({ queryKey });

  live.attach(document);
  live.listen({
    onChange: (change) => refetch.note(change),
    onHello(hello) {
      const session = queryClient.getQueryData(queryKey);
      if (session && (session.user?.username ?? null) !== hello.user) askForSession();
      noteServer(hello);
    },
  });
  live.watch(() => live.state.kind === 'signed-out' && askForSession());
  sessionChannel.listen(askForSession);
  forgetOtherUsers(queryClient);
}

/** After signing in or out in this tab: the others must notice, and the stream reads as somebody else. */
export function announceSession(): void {
  live.renew();
  sessionChannel.announce();
}

/** Nobody sees what was shown to the user before. */
function forgetOtherUsers(queryClient: QueryClient): void {
  const [key] = queries.session().queryKey;
  let shownTo: string | null | undefined;
  queryClient.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated' || query.queryKey[0] !== key) return;
    const session = queryClient.getQueryData(queries.session().queryKey);
    if (!session) return;
    const user = session.user?.username ?? null;
    if (shownTo !== undefined && shownTo !== user) {
      queryClient.resetQueries({ predicate: (other) => other.queryKey[0] !== key });
      queryClient.getMutationCache().clear();
      live.renew();
    }
    shownTo = user;
  });
}

let loadedFrom: Pick<HelloEvent, 'version' | 'build'> | undefined;

/** The first answer of the server comes with the pages; a later one that differs is a newer server. */
export function noteServer(server: Pick<HelloEvent, 'version' | 'build'>): void {
  loadedFrom ??= server;
  const differs = loadedFrom.version !== server.version || loadedFrom.build !== server.build;
  if (differs === outdated) return;
  outdated = differs;
  for (const watcher of watchers) watcher();
}

export function useConnection(): ConnectionState {
  return useSyncExternalStore(live.watch, () => live.state);
}

export function useOutdated(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => outdated,
  );
}
