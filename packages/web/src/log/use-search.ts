// SPDX-License-Identifier: Apache-2.0
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import type { LineStore } from './line-store.ts';
import { lowerBound } from './rows.ts';
import { search } from './search.ts';

export interface Search {
  query: string;
  setQuery: (query: string) => void;
  /** Matching records, ascending. */
  found: number[];
  /** False while lines are still searched. */
  done: boolean;
  /** Index into `found` where the reader is. */
  index: number;
  /** The reader goes somewhere else, so the first match of what is typed now must not take them away from there. */
  moveTo: (seq: number) => void;
  /** Goes to the next (1) or previous (-1) match, around the ends. */
  step: (by: 1 | -1) => void;
}

/**
 * Search over everything held and shown; runs again as lines arrive.
 * @param from record from which the first match is sought
 * @param onHit told which match to bring into view
 */
export function useSearch(
  store: LineStore,
  version: number,
  mask: number,
  from: () => number,
  onHit: (seq: number) => void,
): Search {
  const [text, setQuery] = useState('');
  const [query] = useDebouncedValue(text, 150);
  const [state, setState] = useState<{ query: string; found: number[]; done: boolean }>(NOTHING);
  const [current, setCurrent] = useState<number>();
  // The query whose first match was shown.
  const settled = useRef('');
  // A running log changes with every frame; searching it twice a second is enough.
  const [searched] = useDebouncedValue(version, 400);

  // biome-ignore lint/correctness/useExhaustiveDependencies: -- the store changes in place; `searched` says that it did
  useEffect(() => {
    if (query === '') {
      settled.current = '';
      setState(NOTHING);
      setCurrent(undefined);
      return;
    }
    const stop = new AbortController();
    async function run(): Promise<void> {
      for await (const { found, done } of search(store, query, mask, stop.signal)) {
        // A renewed search of the same text keeps what is known until it knows more.
        setState((old) =>
          old.query === query && !done && found.length < old.found.length
            ? old
            : { query, found: [...found], done },
        );
      }
    }
    run().catch((error) => {
      if (!stop.signal.aborted) throw error;
    });
    return () => stop.abort();
  }, [store, query, mask, searched]);

  const { found } = state;
  // The first match of a new query: the next one from where the reader is, once the search has come that far.
  // biome-ignore lint/correctness/useExhaustiveDependencies: -- where the reader is does not begin a search
  useEffect(() => {
    if (found.length === 0 || state.query !== text || settled.current === text) return;
    const next = lowerBound(found, found.length, from());
    if (next === found.length && !state.done) return;
    const hit = found[next % found.length];
    if (hit === undefined) return;
    settled.current = text;
    setCurrent(hit);
    onHit(hit);
  }, [state, text]);

  const index =
    current === undefined ? -1 : Math.min(lowerBound(found, found.length, current), found.length - 1);

  function step(by: 1 | -1): void {
    const hit = found[(index + by + found.length) % found.length];
    if (hit === undefined) return;
    setCurrent(hit);
    onHit(hit);
  }

  function moveTo(seq: number): void {
    if (text === '') return;
    settled.current = text;
    setCurrent(seq);
  }

  return { query: text, setQuery, moveTo, found, done: state.done && state.query === text, index, step };
}

const NOTHING = { query: '', found: [] as number[], done: true };
