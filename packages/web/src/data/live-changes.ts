// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from './client.ts';
import { Stale } from './stale.ts';

/** Least time between two reloads of what is on the page, milliseconds: a busy lab changes many times a second. */
const PAUSE = 400;

/** Keeps every list and resource on the page current while it is shown, by the server's stream of changes. */
export function useLiveChanges(): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    const stale = new Stale();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastReload = 0;

    function reload(): void {
      timer = undefined;
      lastReload = Date.now();
      queryClient.invalidateQueries({ predicate: ({ queryKey }) => stale.has(queryKey) });
      stale.clear();
    }

    async function listen(): Promise<void> {
      for await (const change of client.streamChanges(stop.signal)) {
        if (change.resource === 'lost') stale.addEverything();
        else stale.add(change);
        timer ??= setTimeout(reload, Math.max(0, lastReload + PAUSE - Date.now()));
      }
    }

    listen().catch((error) => {
      // Ends when the page does, or when the session does; then the queries themselves say so.
      if (!stop.signal.aborted) console.warn('the stream of changes ended', error);
    });
    return () => {
      stop.abort(new DOMException('the page is gone', 'AbortError'));
      clearTimeout(timer);
    };
  }, [queryClient]);
}
