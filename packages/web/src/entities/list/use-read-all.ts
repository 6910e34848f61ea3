// SPDX-License-Identifier: Apache-2.0
import { notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import { type Collection, type ListQuery, MOST_ROWS, readAll } from '../../data/collection.ts';

export interface ReadingAll {
  /** How many are here; undefined while nobody asked. */
  progress: number | undefined;
  stop: () => void;
}

/** Reads all rows of a list when asked to, and says how far it is. */
export function useReadAll<T>(
  collection: Collection<T>,
  query: ListQuery,
): ReadingAll & { start: (then: (rows: T[]) => void) => void } {
  const [progress, setProgress] = useState<number>();
  const [controller, setController] = useState<AbortController>();
  useEffect(() => () => controller?.abort(), [controller]);

  function start(then: (rows: T[]) => void): void {
    const started = new AbortController();
    setController(started);
    setProgress(0);
    readAll(collection, query, started.signal, setProgress)
      .then((rows) => {
        if (rows.length >= MOST_ROWS)
          notifications.show({ color: 'orange', message: `Only the first ${rows.length} were read.` });
        then(rows);
      })
      .catch((error: Error) => {
        if (!started.signal.aborted)
          notifications.show({ color: 'red', title: 'Not read', message: error.message });
      })
      .finally(() => setProgress(undefined));
  }

  return { progress, start, stop: () => controller?.abort() };
}
