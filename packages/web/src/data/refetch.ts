// SPDX-License-Identifier: Apache-2.0
import type { ChangeEvent } from '@lava/protocol/api/stream.ts';
import type { Query, QueryClient } from '@tanstack/react-query';
import { Stale } from './stale.ts';

/** Least time between two reloads of what is on the page, milliseconds: a busy lab changes many times a second. */
const PAUSE = 400;

/**
 * Keeps every list and resource on the page current. An answer that is under way is never thrown away: what changed
 * meanwhile is asked for again when it has come, so that a slow server or a busy lab cannot starve a page.
 */
export class Refetch {
  private readonly queryClient: QueryClient;
  private readonly stale = new Stale();
  /** Hashes of queries whose answer under way may be too old already. */
  private readonly again = new Set<string>();
  private readonly unsubscribe: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastReload = 0;

  constructor(queryClient: QueryClient) {
    this.queryClient = queryClient;
    this.unsubscribe = queryClient.getQueryCache().subscribe(({ type, query }) => {
      if (type === 'removed') this.again.delete(query.queryHash);
      else if (type === 'updated' && query.state.fetchStatus === 'idle' && this.again.has(query.queryHash))
        this.schedule();
    });
  }

  /** @param change undefined when anything may have changed */
  note(change: ChangeEvent | undefined): void {
    if (change) this.stale.add(change);
    else this.stale.addEverything();
    this.schedule();
  }

  close(): void {
    this.unsubscribe();
    clearTimeout(this.timer);
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => this.reload(), Math.max(0, this.lastReload + PAUSE - Date.now()));
  }

  private reload(): void {
    this.timer = undefined;
    this.lastReload = Date.now();
    const due = ({ queryKey, queryHash }: Query) => this.stale.has(queryKey) || this.again.has(queryHash);
    const queries = this.queryClient.getQueryCache().findAll({ predicate: due });
    this.stale.clear();
    for (const query of queries) {
      if (query.state.fetchStatus === 'fetching') this.again.add(query.queryHash);
      else {
        this.again.delete(query.queryHash);
        this.queryClient.invalidateQueries(
          { queryKey: query.queryKey, exact: true },
          { cancelRefetch: false },
        );
      }
    }
  }
}
