// SPDX-License-Identifier: Apache-2.0
import type { WebSocket } from 'ws';
import type { Who } from './who.ts';

/** Bytes that wait for a client that does not take them; one with more is dropped. */
const MOST_UNSENT = 256 * 1024;
/** How often it is looked at whether the client is there, and still who it was. Milliseconds. */
const LOOK = 20_000;
/** What a client says in that time: LAVA's worker sends a ping now and then, and nothing that it says is read. */
const MOST_SAID = 200;
/** Close code of a policy that was broken. */
const REFUSED = 1008;

/** One client of `/ws/`. */
export class Listener {
  readonly #socket: WebSocket;
  readonly #again: () => Promise<Who | string>;
  readonly #timer: NodeJS.Timeout;
  #alive = true;
  #said = 0;
  who: Who;

  /** @param again who it is now, or why it is refused */
  constructor(socket: WebSocket, who: Who, again: () => Promise<Who | string>) {
    this.#socket = socket;
    this.#again = again;
    this.who = who;
    const said = () => {
      this.#alive = true;
      this.#said += 1;
      // Each ping is answered, and a client may read none of the answers.
      if (this.#said > MOST_SAID || socket.bufferedAmount > MOST_UNSENT) socket.terminate();
    };
    socket.on('message', said).on('ping', said).on('pong', said);
    this.#timer = setInterval(() => void this.#look(), LOOK);
    socket.on('close', () => clearInterval(this.#timer));
  }

  /** Those of one key hear the same. */
  get key(): string {
    if ('worker' in this.who) return `worker ${this.who.worker}`;
    return this.who.actor ? `account ${this.who.actor.id}` : 'stranger';
  }

  /** @param text a whole message, which many get */
  send(text: Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MOST_UNSENT) this.#socket.terminate();
    else this.#socket.send(text, { binary: false });
  }

  async #look(): Promise<void> {
    if (!this.#alive) return this.#socket.terminate();
    this.#alive = false;
    this.#said = 0;
    this.#socket.ping();
    const who = await this.#again().catch(() => this.who); // the database is away, and so are events
    if (typeof who === 'string') refuse(this.#socket, who);
    else this.who = who;
  }
}

/** As LAVA does: what is wrong is said in the connection, which then ends. */
export function refuse(socket: WebSocket, error: string): void {
  socket.send(JSON.stringify({ error }));
  socket.close(REFUSED, error);
}
