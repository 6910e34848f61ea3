// SPDX-License-Identifier: Apache-2.0
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { FastifyRequest } from 'fastify';

/** Concurrent live streams: of an account, wherever from, and of one address without an account. */
const STREAMS_OF_ACCOUNT = 500;
const STREAMS_OF_STRANGERS = 50;
/** And of one of LAVA's workers, which may come again before its last one is gone. */
const STREAMS_OF_WORKER = 5;

const BODY = JSON.stringify({
  code: 'too-many-requests',
  message: 'too many concurrent connections from your host',
});
const BUSY = [
  'HTTP/1.1 429 Too Many Requests',
  'content-type: application/json',
  'connection: close',
  `content-length: ${Buffer.byteLength(BODY)}`,
  '',
  BODY,
].join('\r\n');

/** How many there are of each key now. */
class Counts {
  readonly #counts = new Map<string, number>();

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  /** @returns takes it back */
  add(key: string): () => void {
    this.#counts.set(key, this.of(key) + 1);
    return () => {
      const left = this.of(key) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    };
  }
}

/** Refuses connections of an address that has so many already; those that it has stay open. @param most 0: any number */
export function limitConnections(server: Server, most: number): void {
  const counts = new Counts();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (most > 0 && counts.of(address) >= most) {
      // Whoever reads it knows why; whoever does not is gone all the same.
      socket.on('error', () => undefined).end(BUSY);
      socket.destroySoon();
      return;
    }
    socket.once('close', counts.add(address));
  });
}

/** Keeps one client from taking all the memory with live streams. */
export class StreamLimit {
  readonly #counts = new Counts();

  /**
   * @param worker name of one of LAVA's that has shown its token
   * @returns to be called when the stream has ended
   * @throws LavaError `too-many-requests`
   */
  begin({ actor, ip }: Pick<FastifyRequest, 'actor' | 'ip'>, worker?: string): () => void {
    const [key, most] =
      worker !== undefined
        ? [`worker ${worker}`, STREAMS_OF_WORKER]
        : actor
          ? [`account ${actor.id}`, STREAMS_OF_ACCOUNT]
          : [`address ${ip}`, STREAMS_OF_STRANGERS];
    if (this.#counts.of(key) >= most)
      throw new LavaError('too-many-requests', `${most} concurrent live streams are the most`, {
        hint: actor ? 'follow several jobs on one stream: /events?jobs=…' : 'sign in to have more',
      });
    return this.#counts.add(key);
  }
}
