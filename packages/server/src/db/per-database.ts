// SPDX-License-Identifier: Apache-2.0
import type { Database } from './database.ts';

/** One of a kind for each database of this process, made when it is first asked for. */
export function perDatabase<T>(make: (db: Database) => T): (db: Database) => T {
  const made = new WeakMap<Database, { value: T }>();
  return (db) => {
    let known = made.get(db);
    if (!known) {
      known = { value: make(db) };
      made.set(db, known);
    }
    return known.value;
  };
}

/** What is read by key, several together: keys that come twice are read once. @param read values of those keys that exist */
export async function readKeys<K, V>(
  keys: readonly K[],
  read: (unique: K[]) => Promise<ReadonlyMap<K, V>>,
): Promise<(V | undefined)[]> {
  const found = await read([...new Set(keys)]);
  return keys.map((key) => found.get(key));
}
