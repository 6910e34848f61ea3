// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { type Context, Router } from 'zeromq';
import { Slice } from '../slice.ts';

export interface RouterOptions {
  context: Context;
  secretKey: string;
  /** Which door it is, for {@link Zap}. */
  domain: string;
  /** ZeroMQ end points, e.g. `tcp://*:5556`, `tcp://[::1]:*`; `*` means every address of IPv4 and IPv6, or any free port. */
  endpoints: string[];
  /** Largest frame, bytes; a peer that sends a larger one is disconnected. */
  maxFrame: number;
  /** Silence of TCP itself after which a connection is dead, milliseconds. */
  timeout: number;
  /** Most messages queued per peer in memory; beyond it TCP holds the sender back. */
  receiveQueue: number;
}

/** Longest time for a handshake, milliseconds; connections without one take memory and a file each. */
const HANDSHAKE = 10_000;

/** Called for each message, one after the other; a pending promise holds back reading, and so the senders. */
export type RouterHandler = (peer: string, frames: Buffer[]) => Promise<void> | void;

/** The server's end of a link: ROUTER with CURVE, IPv4 and IPv6. */
export class RouterSocket {
  readonly #socket: Router;
  readonly #options: RouterOptions;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#socket = new Router({
      context: options.context,
      curveServer: true,
      curveSecretKey: options.secretKey,
      zapDomain: options.domain,
      // A worker that comes back takes over from its own dead connection; nobody else can know its routing id.
      handover: true,
      ipv6: true,
      linger: 0,
      handshakeInterval: HANDSHAKE,
      maxMessageSize: options.maxFrame,
      // ZeroMQ's own heartbeats are for neither end. They abort this process (libzmq 4.3.5, `!_io_error`) when a peer
      // goes while its input is held back, those that this end would send as well as those that lie in that input and
      // are answered from there, as after a cable was cut for a minute: zeromq/libzmq#3937 and #4378.
      tcpKeepalive: 1,
      tcpKeepaliveIdle: Math.ceil(options.timeout / 1000),
      tcpKeepaliveInterval: 5,
      tcpKeepaliveCount: 3,
      receiveHighWaterMark: options.receiveQueue,
      // A peer that does not read cannot fill our memory; the sweep sends again what it misses.
      sendHighWaterMark: 10_000,
      // Else, after some hundred messages in one turn of the loop, sending waits for the next one, and the call after it throws.
      sendTimeout: 0,
    });
  }

  /**
   * @returns the end points with the ports that were chosen for `*`
   * @throws LavaError `config-invalid` when an end point cannot be bound
   */
  async bind(): Promise<string[]> {
    const bound: string[] = [];
    for (const endpoint of this.#options.endpoints) {
      try {
        await this.#socket.bind(endpoint);
      } catch (error) {
        throw new LavaError('config-invalid', `cannot listen on ${endpoint}: ${(error as Error).message}`, {
          hint: 'is another server running, or another program on this port? `ss -ltnp` shows who listens',
          cause: error,
        });
      }
      bound.push(this.#socket.lastEndpoint ?? endpoint);
    }
    return bound;
  }

  run(handler: RouterHandler): void {
    this.#loop = this.#receive(handler);
  }

  /** Never waits: what a peer does not take in time is dropped, as ROUTER sockets do. */
  send(peer: string, frame: string): void {
    if (this.#socket.closed) return;
    // An unknown or full peer is not an error for a ROUTER; only closing is, and then nobody waits for the message.
    this.#socket.send([Buffer.from(peer, 'latin1'), frame]).catch(() => undefined);
  }

  /** What was sent has a moment (milliseconds) to leave. */
  async close(linger = 200): Promise<void> {
    if (this.#socket.closed) return;
    this.#socket.linger = linger;
    this.#socket.close();
    await this.#loop;
  }

  async #receive(handler: RouterHandler): Promise<void> {
    const slice = new Slice();
    try {
      for await (const [peer, ...frames] of this.#socket) {
        if (peer) await handler(peer.toString('latin1'), frames);
        // Messages that are there already come without a turn of the loop in between, hundreds of them.
        if (slice.isOver) await slice.rest();
      }
    } catch (error) {
      if (!this.#socket.closed) throw error;
    }
  }
}
