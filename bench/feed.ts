// SPDX-License-Identifier: Apache-2.0
import { createLogger } from '@lava/kit/log/logger.ts';
import { encodeRecord } from '@lava/protocol/record/record.ts';
import { Ingest } from '@lava/server/ingest/ingest.ts';
import { LogStore } from '@lava/server/logs/log-store.ts';
import type { SizedLab } from './lab-of-size.ts';

/** Records of a batch, as a worker sends them under load. */
export const BATCH = 2_000;

/** The real ingest, and running jobs whose records a worker hands it. */
export class Feed {
  readonly #ingest: Ingest;
  readonly #store: LogStore;
  readonly #jobs: number[];
  readonly #next = new Map<number, number>();
  readonly #data: Buffer;
  #turn = 0;

  private constructor(ingest: Ingest, store: LogStore, jobs: number[]) {
    this.#ingest = ingest;
    this.#store = store;
    this.#jobs = jobs;
    const lines = Array.from({ length: BATCH }, (_, n) =>
      encodeRecord({
        dt: `2026-11-22T09:34:00.${String(n).padStart(6, '0')}+00:00`,
        lvl: 'target',
        msg: `[   12.${n}] usb 1-${n % 7}: new high-speed USB device number ${n} using xhci_hcd at 0x${(n * 2_654_435_761).toString(16)}`,
      }),
    );
    this.#data = Buffer.from(`${lines.join('\n')}\n`);
  }

  static async of(lab: SizedLab, root: string, jobs: number): Promise<Feed> {
    const store = new LogStore({ root });
    const log = createLogger('bench', { level: 'warn', format: 'text' });
    const ingest = new Ingest({ db: lab.db, store, log, onComplete: () => undefined });
    return new Feed(ingest, store, await activeJobs(lab, jobs));
  }

  /**
   * So many batches, round robin over the first `jobs` jobs and on from where the last call ended, until they are durable.
   * @param lines of each batch
   * @returns seconds
   */
  async batches(count: number, jobs: number, lines = BATCH): Promise<number> {
    const data = lines === BATCH ? this.#data : this.#data.subarray(0, endOf(this.#data, lines));
    const begun = performance.now();
    const last = new Map<number, Promise<void>>();
    for (let n = 0; n < count; n++) {
      const job = this.#jobs[this.#turn++ % jobs] as number;
      const from = this.#next.get(job) ?? 0;
      this.#next.set(job, from + lines);
      const header = { type: 'records', job, from, count: lines, attempt: 1 } as const;
      const { promise, resolve } = Promise.withResolvers<void>();
      // Of several batches of one job in a transaction, only the last is answered.
      last.set(job, promise);
      await this.#ingest.add(header, data, 'worker-0', ({ upTo }) => {
        if (upTo >= from + lines) resolve();
      });
    }
    await Promise.all(last.values());
    return (performance.now() - begun) / 1_000;
  }

  async close(): Promise<void> {
    await this.#ingest.close();
    await this.#store.close();
  }
}

function endOf(data: Buffer, lines: number): number {
  let at = 0;
  for (let n = 0; n < lines; n++) at = data.indexOf(10, at) + 1;
  return at;
}

/** Running jobs; their numbers. */
async function activeJobs({ db, sql }: SizedLab, count: number): Promise<number[]> {
  await sql(
    `with x as (select nextval('jobs_id_seq') as id, nextval('runs_id_seq') as run, n from generate_series(0, $1 - 1) n),
      r as (insert into runs (id, job_id, device, worker, start_time) overriding system value
        select run, id, 'device-' || n, 'worker-0', now() from x)
     insert into jobs (id, submitter, visibility, device_type, demand_id, state, run_id) overriding system value
     select id, 1, 'public', 'type-0', 1, 'running', run from x`,
    [count],
  );
  await sql('select make_partitions()');
  const rows = await db.run((q) =>
    q.selectFrom('jobs').select('id').where('state', '=', 'running').orderBy('id').execute(),
  );
  return rows.map(({ id }) => id);
}
