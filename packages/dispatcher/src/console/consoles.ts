// SPDX-License-Identifier: Apache-2.0
import type { Progress } from '@lava/kit/progress.ts';
import { Keyboard, type KeyboardOptions } from '../host/live/keyboard.ts';
import type { LiveConsoles } from '../host/live/live-consoles.ts';
import type { Mirror } from '../host/live/mirror.ts';
import { breakOf } from './break.ts';
import { Connection } from './connection.ts';
import type { ConnectionOptions, LiveHook } from './connection-options.ts';
import { leaveOf } from './leave.ts';

export interface ConsoleOptions extends Omit<ConnectionOptions, 'log' | 'live'> {
  /** What the device says of the connection: `primary`, `telnet`, `ssh`…; they also decide how it is left. */
  tags?: readonly string[];
}

interface Entry {
  connection: Connection;
  tags: readonly string[];
}

/** All consoles of a job, by namespace, name and tag. Steps may open more while the job runs, in namespaces of their own too. */
export class Consoles {
  readonly #log: ConnectionOptions['log'];
  readonly #live: LiveConsoles | undefined;
  #entries: Entry[] = [];
  /** When a person typed at one of them, on the monotonic clock, milliseconds; what steps type does not count. */
  typedAt = 0;

  /** @param live where people watch, and type */
  constructor(log: ConnectionOptions['log'], live?: LiveConsoles) {
    this.#log = log;
    this.#live = live;
  }

  /**
   * Opens one. An earlier one of the same namespace and name is closed first.
   * @throws LavaError as `Connection.open`
   */
  async open(
    progress: Progress,
    command: readonly string[],
    { tags = [], ...options }: ConsoleOptions,
  ): Promise<Connection> {
    await this.close(options.namespace, options.name);
    const delay: { of?: Connection } = {};
    const connection = await Connection.open(progress, command, {
      leave: leaveOf(tags, command[0] ?? ''),
      ...options,
      log: this.#log,
      live:
        this.#live &&
        shown(this.#live, options, {
          delay: () => delay.of?.characterDelay ?? 0,
          breakKeys: breakOf(tags, command[0] ?? ''),
          typed: () => {
            this.typedAt = performance.now();
          },
        }),
    });
    delay.of = connection;
    this.#entries.push({ connection, tags });
    return connection;
  }

  /** The one of that name, else the first that has the tag. One that has been closed is not there any more. */
  find(namespace: string, nameOrTag: string): Connection | undefined {
    const there = this.#entries.filter(
      ({ connection }) => connection.namespace === namespace && !connection.closed,
    );
    const found =
      there.find(({ connection }) => connection.name === nameOrTag) ??
      there.find(({ tags }) => tags.includes(nameOrTag));
    return found?.connection;
  }

  /** Those that are open, in the order in which they were opened; of one namespace when it is given. */
  all(namespace?: string): Connection[] {
    return this.#entries
      .map(({ connection }) => connection)
      .filter((each) => !each.closed && (namespace === undefined || each.namespace === namespace));
  }

  /** Leaves all of a namespace, or the one of a name. Safe to call again. */
  async close(namespace: string, name?: string): Promise<void> {
    await this.#leave(
      ({ connection }) =>
        connection.namespace === namespace && (name === undefined || connection.name === name),
    );
  }

  async closeAll(): Promise<void> {
    await this.#leave(() => true);
  }

  async #leave(which: (entry: Entry) => boolean): Promise<void> {
    const leaving = this.#entries.filter(which);
    this.#entries = this.#entries.filter((entry) => !which(entry));
    await Promise.all(leaving.map(({ connection }) => connection.close()));
  }
}

/** Lets people see what a connection says, and type. */
function shown(
  live: LiveConsoles,
  { namespace, name }: Pick<ConsoleOptions, 'namespace' | 'name'>,
  { typed, ...keys }: Pick<KeyboardOptions, 'delay' | 'breakKeys'> & { typed(): void },
): LiveHook {
  let over = false;
  let mirror: Mirror | undefined;
  let keyboard: Keyboard | undefined;
  return {
    opened(write) {
      const type = (bytes: Buffer) => {
        typed();
        return write(bytes);
      };
      keyboard = new Keyboard({ ...keys, write: type, ended: () => over });
      mirror = live.open(namespace, name, keyboard);
    },
    receive: (bytes) => mirror?.push(bytes),
    closed() {
      over = true;
      if (mirror && keyboard) live.close(mirror, keyboard);
    },
  };
}
