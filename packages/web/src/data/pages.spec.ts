// SPDX-License-Identifier: Apache-2.0
import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { hasStale, type KeptPages, readPage, rowsOf, type View, withoutDropped } from './pages.ts';

/** A server with a list of numbers, newest first, and a page that reads it as the real ones do. */
function setUp(count: number) {
  const rows = new Map(Array.from({ length: count }, (_, index) => [count - index, 'old']));
  const asked: string[] = [];
  const view: View = { first: 0, last: 20 };
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const queryKey = ['job', 'list'];
  const rowId = ([id]: [number, string]) => String(id);

  async function fetch({ after, limit }: { after: string | undefined; limit: number }) {
    asked.push(`${after ?? 'start'}+${limit}`);
    const found = [...rows]
      .filter(([id]) => after === undefined || id < Number(after))
      .sort(([a], [b]) => b - a)
      .slice(0, limit + 1);
    return {
      items: found.slice(0, limit),
      next: found.length > limit ? String(found[limit - 1]?.[0]) : null,
    };
  }

  const observer = new InfiniteQueryObserver(queryClient, {
    queryKey,
    queryFn: ({ pageParam: after }) =>
      readPage({
        kept: queryClient.getQueryData<KeptPages<[number, string]>>(queryKey),
        after,
        view,
        rowId,
        fetch,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  observer.subscribe(() => undefined);

  const kept = () => queryClient.getQueryData<KeptPages<[number, string]>>(queryKey);
  return {
    rows,
    view,
    asked: () => asked.splice(0),
    kept,
    shown: () => rowsOf(kept(), rowId).map(([id]) => id),
    text: (id: number) => rowsOf(kept(), rowId).find(([one]) => one === id)?.[1],
    async more(times = 1) {
      for (let n = 0; n < times; n++) await observer.fetchNextPage();
    },
    async changed() {
      await queryClient.invalidateQueries({ queryKey });
      const trimmed = withoutDropped(kept() ?? { pages: [], pageParams: [] });
      if (trimmed) queryClient.setQueryData(queryKey, trimmed);
    },
    async ready() {
      await observer.refetch();
      asked.length = 0;
    },
  };
}

const down = (from: number, count: number) => Array.from({ length: count }, (_, index) => from - index);

describe('a list that is read page by page', () => {
  it('is read to its end, each row once', async () => {
    const list = setUp(1_000);
    await list.ready();
    await list.more(10);
    expect(list.shown()).toEqual(down(1_000, 1_000));
  });

  it('asks again only for what is looked at when something changes', async () => {
    const list = setUp(10_000);
    await list.ready();
    await list.more(49);
    expect(list.shown().length).toBe(9_850);
    list.asked();
    Object.assign(list.view, { first: 5_000, last: 5_030 });
    for (const id of [9_990, 4_985, 200]) list.rows.set(id, 'new');
    await list.changed();
    expect(list.asked().length).toBeLessThanOrEqual(2);
    expect([9_990, 4_985, 200].map(list.text)).toEqual(['old', 'new', 'old']);
    expect(list.shown()).toEqual(down(10_000, 9_850));
  });

  it('catches up with what nobody looked at as soon as somebody scrolls there', async () => {
    const list = setUp(2_000);
    await list.ready();
    await list.more(9);
    list.rows.set(300, 'new');
    await list.changed();
    expect(list.text(300)).toBe('old');
    Object.assign(list.view, { first: 1_690, last: 1_710 });
    const kept = list.kept();
    expect(kept && hasStale(kept, list.view)).toBe(true);
    await list.changed();
    expect(list.text(300)).toBe('new');
  });

  it('shows new rows on top without a gap and without a row twice', async () => {
    const list = setUp(1_000);
    await list.ready();
    await list.more(3);
    for (let id = 1_001; id <= 1_030; id++) list.rows.set(id, 'new');
    await list.changed();
    expect(list.shown()).toEqual(down(1_030, 680));
  });

  it('drops later pages when more came than one page holds, and loads them again on the way down', async () => {
    const list = setUp(1_000);
    await list.ready();
    await list.more(3);
    for (let id = 1_001; id <= 2_000; id++) list.rows.set(id, 'new');
    await list.changed();
    expect(list.shown()).toEqual(down(2_000, 200));
    await list.more(12);
    expect(list.shown()).toEqual(down(2_000, 2_000));
  });

  it('loses rows that do not match any more, where they are looked at', async () => {
    const list = setUp(600);
    await list.ready();
    await list.more(2);
    for (const id of down(590, 30)) list.rows.delete(id);
    await list.changed();
    expect(list.shown()).toEqual([...down(600, 10), ...down(560, list.shown().length - 10)]);
    list.rows.clear();
    await list.changed();
    expect(list.shown()).toEqual([]);
  });
});
