// SPDX-License-Identifier: Apache-2.0
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Api } from './context.ts';

/** The connection that asks to become a WebSocket, until its route has answered. */
const upgrades = new WeakMap<IncomingMessage, { socket: Socket; head: Buffer }>();

/** Other protocols that a client offers, such as HTTP/2 by curl, are not taken: its request is answered as it is. */
export function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Requests for a WebSocket go through the same hooks and routes as all others; a route that is not made for it answers as
 * usual, and that ends the connection.
 */
export function acceptUpgrades(app: Api): void {
  app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => undefined); // who is gone hears no answer
    upgrades.set(request, { socket, head });
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    response.shouldKeepAlive = false;
    response.on('finish', () => socket.end());
    app.routing(request, response);
  });
}

/** WebSockets of one route. */
export class WebSockets {
  readonly #server: WebSocketServer;
  readonly #about: string;

  /**
   * @param largest message of a client, bytes
   * @param about where its messages are described
   */
  constructor(app: Api, largest: number, about: string) {
    this.#about = about;
    this.#server = new WebSocketServer({
      ...{ noServer: true, clientTracking: true, maxPayload: largest },
      // What a console says is small, or skipped.
      perMessageDeflate: false,
    });
    app.addHook('preClose', async () => {
      for (const socket of this.#server.clients) socket.close(1001, 'the server stops');
    });
    app.addHook('onClose', async () => {
      for (const socket of this.#server.clients) socket.terminate();
      this.#server.close();
    });
  }

  /**
   * Accepts it; nothing else may answer the request then. Undefined when the client asked for it in a wrong way, which it
   * has been answered, or is gone.
   * @throws LavaError `request-invalid` for a usual request, `forbidden` for one that another site made with its user's session
   */
  async accept(request: FastifyRequest, reply: FastifyReply): Promise<WebSocket | undefined> {
    const upgrade = upgrades.get(request.raw);
    if (!upgrade) {
      throw new LavaError('request-invalid', 'this address is for a WebSocket', {
        hint: `see ${this.#about}`,
      });
    }
    refuseOtherSites(request);
    upgrades.delete(request.raw);
    reply.hijack();
    reply.raw.detachSocket(upgrade.socket);
    return new Promise((resolve) => {
      upgrade.socket.once('close', () => resolve(undefined));
      if (upgrade.socket.destroyed) resolve(undefined);
      this.#server.handleUpgrade(request.raw, upgrade.socket, upgrade.head, resolve);
    });
  }
}

/** A browser sends its cookies whoever asks it to, but says who that was. */
function refuseOtherSites(request: FastifyRequest): void {
  const { origin, authorization } = request.headers;
  if (origin === undefined || authorization !== undefined) return;
  if (!URL.canParse(origin) || new URL(origin).host !== request.host)
    throw new LavaError('forbidden', `pages of ${origin} may not use the sessions of this server`);
}
