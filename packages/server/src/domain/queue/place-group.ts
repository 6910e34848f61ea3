// SPDX-License-Identifier: Apache-2.0

/** Device by device of a group, none twice, no more of a worker than it has room for. */

export interface Place {
  name: string;
  worker: string;
}

/**
 * A different place for each member, or undefined when there are not enough: augmenting paths, through the places and
 * through the room of their workers, so that what can be placed is placed. Earlier places are preferred.
 *
 * @param wanted of each member, the places that fit it
 * @param room of a worker, in places
 */
export function placeGroup<P extends Place>(
  wanted: readonly (readonly P[])[],
  room: (worker: string) => number,
): P[] | undefined {
  const placed = new Map<number, P>();
  const takenBy = new Map<string, number>();
  const used = new Map<string, number>();

  function put(member: number, place: P): void {
    const before = placed.get(member);
    if (before) release(member, before);
    placed.set(member, place);
    takenBy.set(place.name, member);
    used.set(place.worker, (used.get(place.worker) ?? 0) + 1);
  }

  function release(member: number, place: P): void {
    placed.delete(member);
    if (takenBy.get(place.name) !== member) return;
    takenBy.delete(place.name);
    used.set(place.worker, (used.get(place.worker) ?? 0) - 1);
  }

  const hasRoom = (worker: string) => (used.get(worker) ?? 0) < room(worker);

  function find(member: number, seen: Set<string>, full: Set<string>): boolean {
    const places = wanted[member] ?? [];
    const open = places.find((place) => !takenBy.has(place.name) && hasRoom(place.worker));
    const place = open ?? places.find((each) => makeFree(each, seen, full));
    if (place) put(member, place);
    return place !== undefined;
  }

  /** Moves whoever has the place, or the room that it needs, somewhere else. */
  function makeFree({ name, worker }: P, seen: Set<string>, full: Set<string>): boolean {
    if (seen.has(name)) return false;
    seen.add(name);
    const owner = takenBy.get(name);
    if (owner !== undefined) return find(owner, seen, full);
    if (full.has(worker)) return false;
    full.add(worker);
    return [...placed].some(([other, place]) => {
      if (place.worker !== worker || seen.has(place.name)) return false;
      seen.add(place.name);
      return find(other, seen, full);
    });
  }

  for (const member of wanted.keys()) if (!find(member, new Set(), new Set())) return undefined;
  return [...wanted.keys()].map((member) => placed.get(member) as P);
}
