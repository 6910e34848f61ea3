// SPDX-License-Identifier: Apache-2.0
import pg from 'pg';
import { type Change, decodeChanges } from './change.ts';

type Handler = (change: Change) => void;

const FIRST_DELAY = 20;
const LAST_DELAY = 1_000;
/** How often the connection is asked whether it still lives, and how long the answer may take. Milliseconds. */
const PROBE_INTERVAL = 5_000;
const PROBE_PATIENCE = 5_000;

export interface ListenerTiming {
  probeInterval: number;
  probePatience: number;
}

/** One LISTEN connection a process. Handlers are called in the order of commits; they must not throw. */
export class ChangeListener {
  readonly #config: pg.ClientConfig;
  readonly #handlers = new Set<Handler>();
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #probe: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #timing: ListenerTiming;

  constructor(config: pg.ClientConfig, timing: Partial<ListenerTiming> = {}) {
    this.#config = config;
    this.#timing = { probeInterval: PROBE_INTERVAL, probePatience: PROBE_PATIENCE, ...timing };
  }

  /** Calls `handler` for each change from now on; returns the function that stops it. */
  on(handler: Handler): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  /** Opens the connection; later it is reopened by itself, with a `gap` after each time it was away. */
  start(): Promise<void> {
    this.#connecting ??= this.#connect();
    return this.#connecting;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#probe);
    this.#handlers.clear();
    await this.#connecting?.catch(() => undefined);
    const client = this.#client;
    if (!client) return;
    // The connection may be dead already; then there is nothing to end, and nobody who says so.
    const tooLong = setTimeout(() => drop(client), this.#timing.probePatience);
    await client.end().catch(() => undefined);
    clearTimeout(tooLong);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(this.#config);
    client.on('notification', ({ payload }) => this.#deliver(payload ?? ''));
    // 'error' is followed by 'end', which is what reconnects.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('listen lava');
    } catch (error) {
      client.end().catch(() => undefined); // the first error is the one that counts
      throw error;
    }
    this.#client = client;
    client.on('end', () => {
      clearTimeout(this.#probe);
      this.#reconnect(FIRST_DELAY);
    });
    this.#probeLater(client);
  }

  /** A network that swallows packets closes nothing: silence would look like a database in which nothing happens. */
  #probeLater(client: pg.Client): void {
    if (this.#closed) return;
    this.#probe = setTimeout(() => {
      this.#probe = setTimeout(() => drop(client), this.#timing.probePatience);
      client.query('select 1').then(
        () => {
          clearTimeout(this.#probe);
          this.#probeLater(client);
        },
        () => undefined, // 'end' follows, or the patience ends
      );
    }, this.#timing.probeInterval);
  }

  #reconnect(delay: number): void {
    if (this.#closed) return;
    this.#client = undefined;
    this.#timer = setTimeout(() => {
      this.#connecting = this.#connect();
      this.#connecting.then(
        () => this.#emit({ on: 'gap' }),
        () => this.#reconnect(Math.min(delay * 2, LAST_DELAY)),
      );
    }, delay);
  }

  #deliver(payload: string): void {
    for (const change of decodeChanges(payload)) this.#emit(change);
  }

  #emit(change: Change): void {
    for (const handler of this.#handlers) handler(change);
  }
}

/** Ends a connection that does not answer; its 'end' follows. */
function drop(client: pg.Client): void {
  client.connection.stream.destroy();
}
