// SPDX-License-Identifier: Apache-2.0

/** Who has had how much of the lab, and who is to have how much: the state of fair share in one round. */

/** An account that has jobs in the queue, or used devices recently. */
export interface Account {
  id: number;
  name: string;
  weight: number;
  /** Device time that counts now, seconds; each job that runs counts `NOMINAL` at least. */
  seconds: number;
  /** Devices that it has. */
  running: number;
}

/** A group that has a weight, so that its members have their share together, or a cap. */
export interface Team {
  id: number;
  name: string;
  weight: number | null;
  cap: number | null;
  members: readonly number[];
}

/** What a job counts from its start, seconds: else somebody who gets many devices in one round would get all. */
export const NOMINAL = 300;

/** Who has a share: a team, or an account that is in none. */
export interface Holder {
  kind: 'user' | 'group';
  name: string;
  weight: number;
  seconds: number;
}

/** The lower, the sooner it is their turn. */
export const scoreOf = ({ seconds, weight }: { seconds: number; weight: number }) => seconds / weight;

interface Entry extends Account {
  holder: Holder;
  capped: { team: Team; running: number }[];
}

export class Shares {
  readonly #entries = new Map<number, Entry>();

  constructor(accounts: readonly Account[], teams: readonly Team[]) {
    const byMember = new Map<number, { team: Team; holder: Holder; running: number }[]>();
    // Somebody who is in several teams has the share of the heaviest.
    const inOrder = teams.toSorted((a, b) => (b.weight ?? 0) - (a.weight ?? 0) || (a.name < b.name ? -1 : 1));
    for (const team of inOrder) {
      const { name, weight } = team;
      const state = {
        team,
        holder: { kind: 'group' as const, name, weight: weight ?? 0, seconds: 0 },
        running: 0,
      };
      for (const member of team.members) {
        const its = byMember.get(member);
        if (its) its.push(state);
        else byMember.set(member, [state]);
      }
    }
    for (const { id, name, weight, seconds, running } of accounts) {
      const its = byMember.get(id) ?? [];
      const holder: Holder = its.find(({ team }) => team.weight !== null)?.holder ?? {
        ...{ kind: 'user', name, weight, seconds: 0 },
      };
      const capped = its.filter(({ team }) => team.cap !== null);
      holder.seconds += seconds;
      for (const one of capped) one.running += running;
      this.#entries.set(id, { id, name, weight, seconds, running, holder, capped });
    }
  }

  /** @throws Error for one that is not among the accounts */
  of(id: number): Readonly<Account & { holder: Holder }> {
    return this.#entry(id);
  }

  all(): Readonly<Account & { holder: Holder }>[] {
    return [...this.#entries.values()];
  }

  /** The first group at its cap, when it may not have so many devices more. */
  full(id: number, devices = 1): { team: Team; running: number } | undefined {
    return this.#entry(id).capped.find(({ team, running }) => running + devices > (team.cap ?? 0));
  }

  /** Who is in a group that would be at its cap if all of these got their devices. */
  nearCap(queue: Iterable<{ submitter: number; devices: number }>): Set<number> {
    const wanted = new Map<number, number>();
    for (const { submitter, devices } of queue) wanted.set(submitter, (wanted.get(submitter) ?? 0) + devices);
    const left = new Map<object, number>();
    for (const [id, devices] of wanted)
      for (const one of this.#entry(id).capped)
        left.set(one, (left.get(one) ?? (one.team.cap ?? 0) - one.running) - devices);
    const near = ([id]: [number, number]) => this.#entry(id).capped.some((one) => (left.get(one) ?? 0) < 0);
    return new Set([...wanted].filter(near).map(([id]) => id));
  }

  give(id: number, devices: number): void {
    const entry = this.#entry(id);
    entry.seconds += devices * NOMINAL;
    entry.holder.seconds += devices * NOMINAL;
    entry.running += devices;
    for (const one of entry.capped) one.running += devices;
  }

  #entry(id: number): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw new Error(`account ${id} is in the queue and has no share`);
    return entry;
  }
}
