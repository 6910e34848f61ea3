// SPDX-License-Identifier: Apache-2.0
import {
  type Assignment,
  type Demand,
  type Lab,
  type LabDevice,
  type LabWorker,
  matches,
  obstacle,
  PASSES,
  type QueuedGroup,
} from './lab.ts';
import { placeGroup } from './place-group.ts';

/** A device that a group may get, now or when it comes free. */
interface Candidate {
  device: LabDevice;
  name: string;
  worker: string;
  free: boolean;
}

/** The groups of one round: each gets all its devices, or has them kept until it can. */
export class Groups {
  readonly #lab: Lab;
  readonly #taken: Set<LabDevice>;
  readonly #kept = new Set<LabDevice>();
  readonly #keptAt = new Map<string, number>();
  readonly #candidates = new Map<Demand, Candidate[]>();
  readonly #byType: ReadonlyMap<string, LabDevice[]>;

  /**
   * @param lab whose workers count what is given and kept in this round
   * @param taken devices that nobody else gets in this round
   */
  constructor(lab: Lab, taken: Set<LabDevice>) {
    this.#lab = lab;
    this.#taken = taken;
    this.#byType = Map.groupBy(lab.devices, ({ deviceType }) => deviceType);
  }

  /** Its assignments; none while it has to wait. */
  serve({ group, members }: QueuedGroup): Assignment[] {
    const wanted = members.map(({ demand }) => this.#fitting(demand));
    const now = placeGroup(
      wanted.map((list) => list.filter((each) => this.#isFree(each))),
      (worker) => this.#room(worker, ({ busy }) => busy),
    );
    if (!now) {
      this.#keep(wanted);
      return [];
    }
    return now.map((place, n) => {
      this.#take(place);
      return { job: members[n]?.id ?? 0, device: place.name, worker: place.worker, group };
    });
  }

  /** What is free already, and else what will be; nothing where a group would wait for a repair. */
  #keep(wanted: readonly Candidate[][]): void {
    const later = placeGroup(
      wanted.map((list) => {
        const open = list.filter(({ device }) => !this.#kept.has(device));
        return [...open.filter((each) => this.#isFree(each)), ...open.filter((each) => !this.#isFree(each))];
      }),
      (worker) => this.#room(worker, ({ name }) => this.#keptAt.get(name) ?? 0),
    );
    for (const place of later ?? []) {
      this.#kept.add(place.device);
      this.#keptAt.set(place.worker, (this.#keptAt.get(place.worker) ?? 0) + 1);
      if (this.#isFree(place)) this.#take(place);
    }
  }

  #isFree({ device, free }: Candidate): boolean {
    return free && !this.#taken.has(device);
  }

  #take({ device, worker }: Candidate): void {
    this.#taken.add(device);
    const its = this.#lab.workers.get(worker);
    if (its) its.busy++;
  }

  #room(name: string, used: (worker: LabWorker) => number): number {
    const worker = this.#lab.workers.get(name);
    if (!worker) return 0;
    return worker.jobLimit > 0 ? worker.jobLimit - used(worker) : Number.POSITIVE_INFINITY;
  }

  /** The plainest first, so that special ones stay free. */
  #fitting(demand: Demand): Candidate[] {
    const known = this.#candidates.get(demand);
    if (known) return known;
    const ofType = this.#byType.get(demand.deviceType ?? '') ?? [];
    const found = ofType
      .filter((device) => this.#lab.types.has(device.deviceType) && matches(demand, device))
      .flatMap((device): Candidate[] => {
        const why = obstacle(this.#lab, device);
        if (device.worker === null || !PASSES.includes(why)) return [];
        // Whether the worker is full changes with each assignment, and is not the device's.
        return [{ device, name: device.name, worker: device.worker, free: why !== 'busy' }];
      })
      .sort((a, b) => a.device.tags.length - b.device.tags.length);
    this.#candidates.set(demand, found);
    return found;
  }
}
