// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { Context, Publisher } from 'zeromq';
import type { Database } from '../../db/database.ts';
import type { EventFeed } from './feed.ts';
import type { LavaEvent } from './frames.ts';
import { heardBy } from './heard.ts';

/** Messages for a subscriber that does not take them; beyond, ZeroMQ drops what is new for it. */
const SEND_QUEUE = 10_000;

/** Longest time for a handshake, milliseconds; connections without one take memory and a file each. */
const HANDSHAKE = 10_000;

export interface PublisherOptions {
  db: Database;
  feed: EventFeed;
  endpoints: string[];
  /** CURVE key of the server; without one nothing is encrypted. */
  secretKey?: string | undefined;
}

/**
 * LAVA's events, on a socket without a door: whoever reaches the port hears them, with a key whoever knows the public half of
 * it. So they are only about what somebody without an account may see.
 */
export class EventPublisher {
  readonly #db: Database;
  readonly #feed: EventFeed;
  readonly #endpoints: string[];
  readonly #context = new Context();
  readonly #socket: Publisher;
  #leave: () => void = () => undefined;
  #sending: Promise<void> = Promise.resolve();
  #closed = false;

  constructor({ db, feed, endpoints, secretKey }: PublisherOptions) {
    this.#db = db;
    this.#feed = feed;
    this.#endpoints = endpoints;
    this.#socket = new Publisher({
      context: this.#context,
      ipv6: true,
      linger: 0,
      sendHighWaterMark: SEND_QUEUE,
      tcpKeepalive: 1,
      handshakeInterval: HANDSHAKE,
      ...(secretKey !== undefined && { curveServer: true, curveSecretKey: secretKey }),
      // What subscribers send are subscriptions: a few bytes.
      maxMessageSize: 1_024,
    });
  }

  /**
   * @returns the end points with the ports that were chosen
   * @throws LavaError `config-invalid`
   */
  async start(): Promise<string[]> {
    const bound: string[] = [];
    for (const endpoint of this.#endpoints) {
      await this.#socket.bind(endpoint).catch((cause: Error) => {
        throw new LavaError('config-invalid', `cannot listen on ${endpoint} for events: ${cause.message}`, {
          cause,
        });
      });
      bound.push(this.#socket.lastEndpoint ?? endpoint);
    }
    this.#leave = await this.#feed.listen((events) => {
      this.#sending = this.#publish(events);
      return this.#sending;
    });
    return bound;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#leave();
    await this.#sending.catch(() => undefined); // the feed has said it
    this.#socket.close();
  }

  async #publish(events: LavaEvent[]): Promise<void> {
    for (const frames of await heardBy(this.#db, null, events))
      if (!this.#closed) await this.#socket.send([...frames]);
  }
}
