// SPDX-License-Identifier: Apache-2.0
import type { Api, ApiContext } from '../http/context.ts';
import { WebSockets } from '../http/web-socket.ts';
import { Audience } from './audience.ts';
import { refuse } from './listener.ts';
import { whoListens } from './who.ts';

/** Largest message of a client, bytes; what it says is not read. */
const LARGEST = 1_024;
const HIDDEN = { schema: { hide: true } };

/** LAVA's events for `lavacli`, LAVA's workers and scripts: docs/reference/events.md. */
export function eventSocket(api: Api, context: ApiContext): void {
  const sockets = new WebSockets(api, LARGEST, 'docs/reference/events.md');
  const audience = new Audience(context);
  api.addHook('onClose', () => audience.close());
  for (const path of ['/ws', '/ws/'])
    api.get(path, HIDDEN, async (request, reply) => {
      const who = await whoListens(context, request);
      const worker = typeof who === 'object' && 'worker' in who ? who.worker : undefined;
      request.actor = typeof who === 'object' && 'actor' in who ? who.actor : null;
      const ends = [request.server.streams.begin(request, worker)];
      const ended = () => {
        for (const end of ends.splice(0)) end();
      };
      try {
        if (typeof who !== 'string') ends.push(await audience.enter());
        const socket = await sockets.accept(request, reply);
        if (!socket) return ended();
        socket.on('close', ended).on('error', () => undefined); // 'close' follows
        if (typeof who === 'string') refuse(socket, who);
        else audience.add(socket, who, () => whoListens(context, request));
      } catch (error) {
        ended();
        throw error;
      }
    });
  // As LAVA's publisher says that it lives.
  api.get('/ws/v1/healthz', HIDDEN, async () => ({ health: 'good' }));
}
