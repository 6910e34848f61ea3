// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { client } from './client.ts';
import { hasStale, type KeptPages, readPage, rowsOf, type View, withoutDropped } from './pages.ts';
import type { Resource } from './resources.ts';

/** Filters and order, as the address of a page has them. */
export type ListQuery = Record<string, string | undefined>;

/** The same with a page of it. */
// biome-ignore lint/suspicious/noExplicitAny: -- an address is text from anybody; routes drop nonsense, the server checks the rest
export type PageQuery = Record<string, any>;

/** A list that the server has, page by page. */
export interface Collection<T> {
  resource: Resource;
  rowId: (row: T) => string;
  page: (
    client: ReturnType<Client['withSignal']>,
    query: PageQuery,
  ) => Promise<{ items: T[]; next: string | null }>;
}

function options<T>({ resource, rowId, page }: Collection<T>, query: ListQuery, view: View) {
  const queryKey = [resource, 'list', query] as const;
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam: after, signal, client: queryClient }) =>
      readPage<T>({
        kept: queryClient.getQueryData<KeptPages<T>>(queryKey),
        after,
        view,
        rowId,
        fetch: (which) => page(client.withSignal(signal), { ...query, ...which }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

/** The rows that are here, kept current where they are looked at, and the way to more. */
export function useCollection<T>(collection: Collection<T>, query: ListQuery) {
  const queryClient = useQueryClient();
  const [view] = useState<View>(() => ({ first: 0, last: 0 }));
  const of = options(collection, query, view);
  const { queryKey } = of;
  const result = useInfiniteQuery({ ...of, placeholderData: keepPreviousData });
  const { isFetching, isError, hasNextPage, fetchNextPage, isPlaceholderData } = result;
  const data = result.data as KeptPages<T> | undefined;
  const rows = useMemo(() => rowsOf(data, collection.rowId), [data, collection.rowId]);
  const [range, setRange] = useState(0);

  const onRange = useCallback(
    (first: number, last: number) => {
      Object.assign(view, { first, last });
      setRange(last);
    },
    [view],
  );

  useEffect(() => {
    if (!data || isFetching || isPlaceholderData) return;
    const trimmed = withoutDropped(data);
    if (trimmed) queryClient.setQueryData(queryKey, trimmed);
    else if (hasStale(data, view)) queryClient.invalidateQueries({ queryKey, exact: true });
    else if (hasNextPage && !isError && range >= rows.length - AHEAD) fetchNextPage();
  });

  return { ...result, rows, onRange };
}

/** So many rows before the end of what is here more is asked for. */
const AHEAD = 60;

/** The largest number of rows that is read for one purpose: for a file, or to choose all. */
export const MOST_ROWS = 100_000;

/**
 * All rows that match, page by page; ends after MOST_ROWS.
 * @throws AbortError when the signal is aborted, LavaError
 */
export async function readAll<T>(
  { page }: Collection<T>,
  query: ListQuery,
  signal: AbortSignal,
  onProgress: (rows: number) => void,
): Promise<T[]> {
  const rows: T[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await page(client.withSignal(signal), { ...query, after, limit: 200 });
    signal.throwIfAborted();
    rows.push(...items);
    onProgress(rows.length);
    after = next ?? undefined;
  } while (after !== undefined && rows.length < MOST_ROWS);
  return rows;
}
