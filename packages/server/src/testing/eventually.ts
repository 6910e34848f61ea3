// SPDX-License-Identifier: Apache-2.0
import type { Database } from '../db/database.ts';

/** Asks again after every change in the database, and now and then, until there is an answer. */
export async function eventually<T>(
  db: Database,
  question: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  let wake: () => void = () => undefined;
  const stop = db.changes.on(() => wake());
  try {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const answer = await question();
      if (answer !== undefined && answer !== false) return answer;
      const timer = setTimeout(() => wake(), 50);
      await woken;
      clearTimeout(timer);
    }
  } finally {
    stop();
  }
}
