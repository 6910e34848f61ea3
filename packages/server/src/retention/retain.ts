// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { JobQuery } from '@lava/protocol/api/jobs.ts';
import type { RetentionRule } from '@lava/protocol/api/retention.ts';
import type { Database } from '../db/database.ts';
import { inOneProcess } from '../db/one-process.ts';
import { oldJobs, type Place, sizeOfLogs, sizesOfLogs } from '../db/queries/retention.ts';
import { narrowed } from '../jobs/filter.ts';
import { removeBatch, restAfter } from '../jobs/upkeep.ts';
import type { LogStore } from '../logs/log-store.ts';
import type { ServerSettings } from '../settings.ts';

/** Jobs that are removed in one transaction, and the least rest between two of them, milliseconds. */
const BATCH = 500;
const REST = 200;
const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;

export type RetentionSettings = Pick<ServerSettings, 'retention' | 'logGib'>;

export interface RetainOptions {
  /** Counts, and removes nothing. */
  dryRun?: boolean;
  signal?: AbortSignal | undefined;
  /** Least rest between two batches, milliseconds; see `restAfter`. */
  rest?: number;
}

/** How many jobs each rule removed something of; and logs that went because all together were too large. */
export interface Retained {
  rules: { rule: RetentionRule; jobs: number }[];
  logs: number;
}

/**
 * Applies the settings `retention` and `log_gib`, in small steps. By one process at a time: two that both see that there is
 * too much would together remove twice as much.
 *
 * @returns undefined while another process does it
 * @throws the reason of the signal
 */
export function retain(
  storage: { db: Database; store: LogStore },
  settings: RetentionSettings,
  options: RetainOptions = {},
): Promise<Retained | undefined> {
  const work = () => applyAll(storage, settings, options);
  return options.dryRun ? work() : inOneProcess(storage.db.url, 'retention', work);
}

async function applyAll(
  storage: { db: Database; store: LogStore },
  { retention, logGib }: RetentionSettings,
  options: RetainOptions,
): Promise<Retained> {
  const rules: Retained['rules'] = [];
  for (const rule of retention) rules.push({ rule, jobs: await applyRule(storage, rule, options) });
  return { rules, logs: logGib === 0 ? 0 : await shrinkLogs(storage, logGib * GIB, options) };
}

/** What a rule's filter asks for; undefined when nothing can fit. */
export function queryOf({ filter }: RetentionRule): JobQuery | undefined {
  return narrowed(JobQuery.parse(filter === '' ? {} : { filter }));
}

async function applyRule(
  storage: { db: Database; store: LogStore },
  rule: RetentionRule,
  options: RetainOptions,
): Promise<number> {
  const query = queryOf(rule);
  if (!query) return 0;
  const old = {
    query,
    before: new Date(Date.now() - rule.days * DAY_MS),
    withLog: rule.remove === 'log',
  };
  let count = 0;
  for await (const rows of batches(storage.db, old, options)) {
    count += rows.length;
    if (!options.dryRun) await removeBatch(storage, rows, { by: '<retention>', logsOnly: old.withLog });
  }
  return count;
}

/** The logs of the jobs that ended first, until the others have room. */
async function shrinkLogs(
  storage: { db: Database; store: LogStore },
  most: number,
  options: RetainOptions,
): Promise<number> {
  let size = await storage.db.run(sizeOfLogs);
  let count = 0;
  if (size <= most) return 0;
  const old = { query: JobQuery.parse({}), before: new Date(), withLog: true };
  for await (const rows of batches(storage.db, old, options)) {
    const sizes = await storage.db.run((q) =>
      sizesOfLogs(
        q,
        rows.map(({ id }) => id),
      ),
    );
    const fits = rows.findIndex(({ id }) => {
      if (size <= most) return true;
      size -= sizes.get(id) ?? 0;
      return false;
    });
    const gone = fits === -1 ? rows : rows.slice(0, fits);
    count += gone.length;
    if (!options.dryRun) await removeBatch(storage, gone, { by: '<retention>', logsOnly: true });
    if (fits !== -1) break;
  }
  return count;
}

async function* batches(
  db: Database,
  old: Parameters<typeof oldJobs>[1],
  { signal, rest = REST }: RetainOptions,
): AsyncGenerator<Awaited<ReturnType<typeof oldJobs>>> {
  for (let after: Place | undefined; ; ) {
    signal?.throwIfAborted();
    const rows = await db.run((q) => oldJobs(q, old, after, BATCH));
    after = rows.at(-1);
    if (!after) return;
    const begun = performance.now();
    yield rows;
    await sleep(restAfter(performance.now() - begun, rest), undefined, { signal });
  }
}
