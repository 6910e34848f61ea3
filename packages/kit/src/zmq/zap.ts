// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, Router } from 'zeromq';
import { encodeZ85 } from './z85.ts';

/** A peer that holds the key to `publicKey` and asks to be accepted. */
export interface Knock {
  /** zapDomain of the socket it came to. */
  domain: string;
  /** Its IP address; IPv4 without the `::ffff:` of dual-stack sockets. */
  address: string;
  /** CURVE public key, Z85. */
  publicKey: string;
}

/** Longest time for a decision, milliseconds; the peer tries again by itself. */
const DECISION_TIME = 5_000;

/**
 * A no that comes while libzmq (4.3.5) still looks for it after its question makes it close the connection, which for the
 * other end means a wrong key of the server. A later one leaves the silence. Milliseconds.
 */
const REFUSAL = 100;

/**
 * The door keeper of all CURVE sockets of a context (ZeroMQ RFC 27). It must run before they bind. Who is not let in
 * gets silence (status 300): no error, no close, nothing to learn from. A decision that fails or takes too long is a no.
 */
export class Zap {
  readonly #socket: Router;
  readonly #decide: (knock: Knock) => Promise<boolean> | boolean;
  #loop: Promise<void> = Promise.resolve();

  constructor(context: Context, decide: (knock: Knock) => Promise<boolean> | boolean) {
    this.#socket = new Router({ context, linger: 0, sendTimeout: 0 });
    this.#decide = decide;
  }

  async start(): Promise<void> {
    await this.#socket.bind('inproc://zeromq.zap.01');
    this.#loop = this.#run();
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.#loop;
  }

  async #run(): Promise<void> {
    try {
      for await (const frames of this.#socket) {
        this.#answer(frames).catch(() => undefined); // closed, or full: the peer asks again by itself
      }
    } catch (error) {
      if (!this.#socket.closed) throw error;
    }
  }

  /** Frames: envelope, empty, version, request id, domain, address, routing id, mechanism, credentials. */
  async #answer(frames: Buffer[]): Promise<void> {
    const [peer, , version, request, domain, address, , mechanism, key] = frames;
    if (!peer || !version || !request) return;
    const understood = String(version) === '1.0' && String(mechanism) === 'CURVE' && key?.length === 32;
    const ok =
      understood &&
      (await this.#ask({
        domain: String(domain),
        address: String(address).replace(/^::ffff:/, ''),
        publicKey: encodeZ85(key),
      }));
    if (!ok) await sleep(REFUSAL, undefined, { ref: false });
    if (this.#socket.closed) return;
    await this.#socket.send([peer, '', '1.0', request, ok ? '200' : '300', '', '', '']);
  }

  async #ask(knock: Knock): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), DECISION_TIME);
    });
    try {
      return await Promise.race([this.#decide(knock), late]);
    } catch {
      return false; // the decider reports its own trouble; a door that cannot be checked stays shut
    } finally {
      clearTimeout(timer);
    }
  }
}
