// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Months that what was made is kept: a run that began last month may still use it. */
const KEPT = 2;

/**
 * What is made of a Debian mirror and kept, made again in a new month: an old one has old faults, and one day its mirror
 * no longer has what it asks for.
 */
export interface Monthly {
  /** Where this month's is, or belongs. */
  path: string;
  /** The newest of an earlier month, for a machine that cannot reach the mirror now. */
  older: string | undefined;
  /** Removes what no run uses any more. */
  prune(): void;
}

/**
 * @param name of what is kept, without anything that changes
 * @param content all that decides what it holds, e.g. the list of its packages
 */
export function monthly(parent: string, name: string, content: unknown, now = new Date()): Monthly {
  const key = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8);
  const month = (each: Date) => each.toISOString().slice(0, 7);
  const stem = `${name}-${key}-`;
  const others = (existsSync(parent) ? readdirSync(parent) : [])
    .filter((each) => each.startsWith(stem) && /^\d{4}-\d\d$/.test(each.slice(stem.length)))
    .filter((each) => each.slice(stem.length) < month(now))
    .sort();
  const oldest = `${stem}${month(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - KEPT + 1)))}`;
  return {
    path: join(parent, stem + month(now)),
    older: others.length > 0 ? join(parent, others.at(-1) ?? '') : undefined,
    prune() {
      for (const each of others.filter((other) => other < oldest))
        rmSync(join(parent, each), { recursive: true, force: true });
    },
  };
}
