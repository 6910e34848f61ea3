// SPDX-License-Identifier: Apache-2.0
import { barredDevices } from '../accounts/barred.ts';
import type { Change } from '../db/change.ts';
import type { Database } from '../db/database.ts';
import { perDatabase } from '../db/per-database.ts';
import { labDevices, labWorkers, openTypes, restrictedDevices } from '../db/queries/queue.ts';
import { failedBefore, withoutFailed } from '../domain/queue/avoid.ts';
import type { Demand, Lab, LabDevice } from '../domain/queue/lab.ts';
import { waitingReasons } from '../domain/queue/reasons.ts';
import type { ObjectGrants } from '../rights/grants.ts';
import type { Actor } from '../rights/permissions.ts';
import { shareReasons } from './share-reasons.ts';

/**
 * Why jobs wait, worked out when somebody looks: nothing about it is stored, so a change of the lab costs the same with an
 * empty queue and with a long one.
 */
export async function reasonsFor(
  db: Database,
  actor: Actor | null,
  jobs: readonly WaitingJob[],
): Promise<Map<WaitingJob, string[]>> {
  if (jobs.length === 0) return new Map();
  const lab = await labOf(db).get();
  const submitters = jobs.map(({ submitter_id }) => submitter_id);
  const barred = await db.run((q) => barredDevices(q, submitters, lab.restricted));
  const shares = await shareReasons(db, actor);
  return new Map(
    jobs.map((job) => [job, [...lab.reasons(job, barred.get(job.submitter_id)), ...shares(job)]]),
  );
}

/** As it comes from the database. */
export interface WaitingJob {
  demand_id: number;
  submitter_id: number;
  device_type: string | null;
  requested_device: string | null;
  requested_worker: string | null;
  tags: string[];
  json: boolean;
  avoid: string[];
}

/** Older than this it is read again even if nothing is said to have changed. Milliseconds. */
const MAX_AGE = 5_000;
/** Reading it takes at most this share of the time while the lab changes all the time. */
const SHARE = 0.1;

/** A lab that takes longer to read is shown as it was a moment ago while it is read. Milliseconds. */
const LONG = 20;

const labOf = perDatabase((db) => new LabCache(db));

/** What the lab was a moment ago; of a large lab nobody can read all with each request. */
class LabCache {
  readonly #db: Database;
  #lab: Promise<IndexedLab> | undefined;
  #stale = true;
  #readAt = 0;
  #cost = 0;

  constructor(db: Database) {
    this.#db = db;
    db.changes.on((change) => {
      this.#stale ||= concernsLab(change);
    });
  }

  get(): Promise<IndexedLab> {
    const age = performance.now() - this.#readAt;
    const due = this.#stale ? age > this.#cost / SHARE : age > MAX_AGE;
    if (this.#lab && !due) return this.#lab;
    this.#stale = false;
    this.#readAt = performance.now();
    const reading = this.#read();
    const before = this.#lab;
    if (before && this.#cost > LONG && age < 2 * MAX_AGE) {
      reading.then(
        () => {
          this.#lab = reading;
        },
        () => undefined, // the next question reads it again
      );
      return before;
    }
    this.#lab = reading;
    reading.catch(() => {
      if (this.#lab === reading) this.#lab = undefined;
    });
    return reading;
  }

  async #read(): Promise<IndexedLab> {
    const begun = performance.now();
    const [devices, workers, types, restricted] = await this.#db.run(async (q) => [
      await labDevices(q),
      await labWorkers(q),
      await openTypes(q),
      await restrictedDevices(q),
    ]);
    this.#cost = performance.now() - begun;
    return new IndexedLab(
      { devices, workers: new Map(workers.map((worker) => [worker.name, worker])), types: new Set(types) },
      restricted,
    );
  }
}

function concernsLab(change: Change): boolean {
  return change.on !== 'job' && change.on !== 'records';
}

class IndexedLab {
  readonly #lab: Lab;
  readonly #byType: Map<string, LabDevice[]>;
  readonly #byName: Map<string, LabDevice>;
  readonly #reasons = new Map<number, string[]>();

  /** Devices that not everybody may use. */
  readonly restricted: ReadonlyMap<string, ObjectGrants>;

  constructor(lab: Lab, restricted: ReadonlyMap<string, ObjectGrants>) {
    this.restricted = restricted;
    this.#lab = lab;
    this.#byType = Map.groupBy(lab.devices, ({ deviceType }) => deviceType);
    this.#byName = new Map(lab.devices.map((device) => [device.name, device]));
  }

  /** The same array for each job that asks the same. @param barred devices that its submitter may not use */
  reasons(job: WaitingJob, barred: ReadonlySet<string> = new Set()): string[] {
    const known = barred.size === 0 ? this.#reasons.get(job.demand_id) : undefined;
    if (known) return known;
    const demand: Demand = {
      deviceType: job.device_type,
      requestedDevice: job.requested_device,
      requestedWorker: job.requested_worker,
      tags: job.tags,
      json: job.json,
      avoid: job.avoid,
      barred,
    };
    const named = this.#byName.get(demand.requestedDevice ?? '');
    const devices = named ? [named] : (this.#byType.get(demand.deviceType ?? '') ?? []);
    const lab = { ...this.#lab, devices };
    const reasons = [...failedBefore(demand, lab), ...waitingReasons(withoutFailed(demand, lab), lab)];
    if (barred.size === 0) this.#reasons.set(job.demand_id, reasons);
    return reasons;
  }
}
