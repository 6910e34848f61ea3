// SPDX-License-Identifier: Apache-2.0
import type { InfiniteData } from '@tanstack/react-query';

/** A page of a list as it is kept. */
export interface KeptPage<T> {
  items: T[];
  /** Where the next one begins; null after the last. */
  next: string | null;
  /** Not asked for again with the others because nobody looked at it. */
  stale?: boolean;
  /** Stands for a page that was dropped; it is loaded again when somebody scrolls there. */
  dropped?: boolean;
}

export type KeptPages<T> = InfiniteData<KeptPage<T>, string | undefined>;

/** Rows that somebody looks at. */
export interface View {
  first: number;
  last: number;
}

interface Ask<T> {
  /** What was kept before; undefined the first time. */
  kept: KeptPages<T> | undefined;
  after: string | undefined;
  view: View;
  rowId: (row: T) => string;
  fetch: (page: { after: string | undefined; limit: number }) => Promise<{ items: T[]; next: string | null }>;
}

const FIRST = 50;
const LATER = 200;

/**
 * One page, read again only where somebody looks: a list of ten thousand rows in a busy lab must not be read whole with each
 * change. A page that is read again ends where it ended, as long as no row can be missing between it and the next.
 */
export async function readPage<T>({ kept, after, view, rowId, fetch }: Ask<T>): Promise<KeptPage<T>> {
  const index = kept ? kept.pageParams.lastIndexOf(after) : -1;
  const old = kept?.pages[index];
  const limit = index > 0 || after !== undefined ? LATER : FIRST;
  if (!kept || !old || old.dropped) {
    const isNext = !kept || after === undefined || kept.pages.at(-1)?.next === after;
    if (!isNext) return { items: [], next: after ?? null, dropped: true };
    return fetch({ after, limit });
  }
  if (!isInView(kept, index, view)) return old.stale ? old : { ...old, stale: true };
  const following = kept.pages[index + 1];
  const fresh = await fetch({ after, limit: following ? LATER : Math.max(limit, old.items.length) });
  if (!following || fresh.next === null) return fresh;
  const end = meeting(fresh.items, old, following, rowId);
  return end === undefined ? fresh : { items: fresh.items.slice(0, end), next: old.next };
}

/** Every row once, pages in their order: pages that were read at different times may overlap. */
export function rowsOf<T>(kept: KeptPages<T> | undefined, rowId: (row: T) => string): T[] {
  const rows = new Map<string, T>();
  for (const { items } of kept?.pages ?? []) {
    for (const row of items) if (!rows.has(rowId(row))) rows.set(rowId(row), row);
  }
  return [...rows.values()];
}

export function hasStale<T>(kept: KeptPages<T>, view: View): boolean {
  return kept.pages.some(({ stale }, index) => stale && isInView(kept, index, view));
}

/** The same without the pages that were dropped; undefined when there are none. */
export function withoutDropped<T>(kept: KeptPages<T>): KeptPages<T> | undefined {
  if (!kept.pages.some(({ dropped }) => dropped)) return undefined;
  return {
    pages: kept.pages.filter(({ dropped }) => !dropped),
    pageParams: kept.pageParams.filter((_, index) => !kept.pages[index]?.dropped),
  };
}

function isInView<T>({ pages }: KeptPages<T>, index: number, view: View): boolean {
  const start = pages.slice(0, index).reduce((sum, { items }) => sum + items.length, 0);
  const end = start + (pages[index]?.items.length ?? 0);
  return view.first <= end && view.last >= start;
}

/** How many of these rows lead up to the next page; undefined when they do not reach it. */
function meeting<T>(
  items: readonly T[],
  old: KeptPage<T>,
  following: KeptPage<T>,
  rowId: (row: T) => string,
): number | undefined {
  const own = new Set(old.items.map(rowId));
  const next = new Set(following.items.map(rowId));
  const last = items.findLastIndex((row) => own.has(rowId(row)));
  const first = items.findIndex((row, index) => index > last && next.has(rowId(row)));
  if (first >= 0) return first;
  const end = old.items.at(-1);
  return end !== undefined && last >= 0 && rowId(items[last] as T) === rowId(end) ? items.length : undefined;
}
