// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@lava/kit/log/logger.ts';
import { type CurveKeys, fingerprint, isPublicKey, routingId } from '@lava/kit/zmq/curve.ts';
import type { Knock } from '@lava/kit/zmq/zap.ts';
import { CONTROL_LINK, JOIN_LINK, LOG_LINK } from '@lava/protocol/wire/messages.ts';
import type { Database } from '../../db/database.ts';
import { noteUnknownKey } from '../../db/queries/unknown-keys.ts';
import { enrolledKeys, joinKeys } from '../../db/queries/workers.ts';

export interface KeyRingOptions {
  db: Database;
  keys: CurveKeys;
  log: Logger;
}

/** Who a message on the control link is from. */
export type Peer = { kind: 'worker'; name: string } | { kind: 'join'; name: string; joinKey: string };

interface Entry {
  peer: Peer;
  /** Milliseconds of this process's monotonic clock. */
  expires: number;
  control: string;
  log: string | undefined;
}

/** Refused keys are looked up again in the database at most so often, and noted at most so often each. Milliseconds. */
const LOOK_AGAIN = 200;
const NOTE_AGAIN = 60_000;
/** Unknown keys that are noted in that time; more are a flood, of which an admin need not see each. */
const MAX_NOTED = 100;
/** Peers with unknown keys that may wait for the database; the others try again by themselves. */
const MAX_LOOKING = 200;

/** The keys that may come in, and the routing ids that their holders have; a copy of what the database says. */
export class KeyRing {
  readonly #options: KeyRingOptions;
  #byKey = new Map<string, Entry>();
  #control = new Map<string, Entry>();
  #log = new Map<string, Entry>();
  #byName = new Map<string, string>();
  #refreshing: Promise<void> | undefined;
  #looking: Promise<void> | undefined;
  #refreshed = Number.NEGATIVE_INFINITY;
  /** Since when, and which keys were noted since. */
  #noted = { since: Number.NEGATIVE_INFINITY, keys: new Set<string>() };
  #lookingFor = 0;
  /** Rows that could not be used, each said once. */
  #unusable = new Set<string>();

  constructor(options: KeyRingOptions) {
    this.#options = options;
  }

  /** Reads the database again. Concurrent calls share one reading that began after the first of them. */
  async refresh(): Promise<void> {
    const before = this.#refreshing;
    this.#refreshing = (async () => {
      await before?.catch(() => undefined); // its caller gets the error
      await this.#read();
    })();
    await this.#refreshing;
  }

  /** For ZAP. A key that is not known is looked up once more, since it may have been entered a moment ago. */
  async admit(knock: Knock): Promise<boolean> {
    if (this.#admits(knock)) return true;
    if (this.#lookingFor >= MAX_LOOKING) return false;
    this.#lookingFor += 1;
    try {
      await this.#lookAgain();
    } finally {
      this.#lookingFor -= 1;
    }
    if (this.#admits(knock)) return true;
    this.#note(knock);
    return false;
  }

  /** Undefined for a routing id that nobody who may come in can have. */
  control(routing: string): Peer | undefined {
    const entry = this.#control.get(routing);
    return entry && entry.expires > performance.now() ? entry.peer : undefined;
  }

  /** Name of the worker whose log link has this routing id. */
  log(routing: string): string | undefined {
    return this.#log.get(routing)?.peer.name;
  }

  /** Routing id of the worker's control link. */
  routingOf(name: string): string | undefined {
    return this.#byName.get(name);
  }

  /** However many strangers ask, the database is asked once in a while, for all of them together. */
  async #lookAgain(): Promise<void> {
    this.#looking ??= sleep(Math.max(0, this.#refreshed + LOOK_AGAIN - performance.now()))
      .then(() => this.refresh())
      .finally(() => {
        this.#looking = undefined;
      });
    await this.#looking;
  }

  #admits({ domain, publicKey }: Knock): boolean {
    const entry = this.#byKey.get(publicKey);
    if (!entry || entry.expires <= performance.now()) return false;
    return domain === CONTROL_LINK || entry.log !== undefined;
  }

  async #read(): Promise<void> {
    const { db } = this.#options;
    const [workers, joins] = await db.run(async (q) => [await enrolledKeys(q), await joinKeys(q)] as const);
    const now = performance.now();
    const entries = new Map<string, Entry>();
    const unusable = new Set<string>();
    for (const { name, publicKey } of workers) {
      if (!this.#isUsable(name, publicKey, unusable)) continue;
      const known = this.#byKey.get(publicKey);
      const control = known?.log ? known.control : this.#routing(publicKey, CONTROL_LINK);
      const log = known?.log ?? this.#routing(publicKey, LOG_LINK);
      entries.set(publicKey, {
        peer: { kind: 'worker', name },
        expires: Number.POSITIVE_INFINITY,
        control,
        log,
      });
    }
    for (const { name, joinKey, left } of joins) {
      // A worker's permanent key comes first, whatever somebody entered as a join key.
      if (entries.has(joinKey) || !this.#isUsable(name, joinKey, unusable)) continue;
      const control = this.#routing(joinKey, JOIN_LINK);
      const peer: Peer = { kind: 'join', name, joinKey };
      entries.set(joinKey, { peer, expires: now + left, control, log: undefined });
    }
    this.#byKey = entries;
    this.#unusable = unusable;
    this.#control = new Map([...entries.values()].map((entry) => [entry.control, entry]));
    this.#log = new Map([...entries.values()].flatMap((entry) => (entry.log ? [[entry.log, entry]] : [])));
    const workerEntries = [...entries.values()].filter(({ peer }) => peer.kind === 'worker');
    this.#byName = new Map(workerEntries.map(({ peer, control }) => [peer.name, control]));
    this.#refreshed = performance.now();
  }

  /** One row that is wrong must not shut the others out. */
  #isUsable(name: string, key: string, unusable: Set<string>): boolean {
    if (this.#byKey.has(key) || isPublicKey(key)) return true;
    const row = `${name} ${key}`;
    unusable.add(row);
    if (!this.#unusable.has(row))
      this.#options.log.error(
        { worker: name },
        'the key of a worker in the database cannot be used; it is left out',
      );
    return false;
  }

  #routing(publicKey: string, link: string): string {
    return routingId(this.#options.keys.secretKey, publicKey, link);
  }

  #note({ publicKey, address }: Knock): void {
    const { db, log } = this.#options;
    const now = performance.now();
    if (now - this.#noted.since > NOTE_AGAIN) this.#noted = { since: now, keys: new Set() };
    const { keys } = this.#noted;
    if (keys.has(publicKey) || keys.size > MAX_NOTED) return;
    if (keys.size === MAX_NOTED) {
      keys.add(publicKey);
      log.warn({ address }, 'many workers with unknown keys were not let in; no more are noted for a minute');
      return;
    }
    if (!isPublicKey(publicKey)) return; // nobody may be let in with it, so an admin need not see it
    keys.add(publicKey);
    log.warn({ address, fingerprint: fingerprint(publicKey) }, 'a worker with an unknown key was not let in');
    db.run((q) => noteUnknownKey(q, publicKey, address)).catch((error: Error) => {
      log.warn({ reason: error.message }, 'the unknown key cannot be noted');
    });
  }
}
