// SPDX-License-Identifier: Apache-2.0
import { ConsoleQuery, MAX_CONSOLE_MESSAGE } from '@lava/protocol/api/console.ts';
import { consoleAccess } from '../../../consoles/access.ts';
import { scopeAllows } from '../../../rights/scope.ts';
import { ConsoleSession } from '../../console/session.ts';
import { authenticate, refuseStrangers } from '../../http/authentication.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { JobParams } from '../../http/params.ts';
import { WebSockets } from '../../http/web-socket.ts';

/** A person, or a program, at a console of a running job. */
export function consoleRoutes(api: Api, context: ApiContext): void {
  const sockets = new WebSockets(
    api,
    MAX_CONSOLE_MESSAGE,
    'docs/reference/console.md, or use `lava console`',
  );
  api.get(
    '/jobs/:id/console',
    {
      schema: {
        tags: ['jobs'],
        description: 'A WebSocket: what a console says, and what is typed; see docs/reference/console.md',
        params: JobParams,
        querystring: ConsoleQuery,
      },
    },
    async (request, reply) => {
      const { actor, params, query } = request;
      await consoleAccess(context.db, actor, params.id);
      const ended = request.server.streams.begin(request);
      try {
        const socket = await sockets.accept(request, reply);
        if (!socket) return ended();
        socket.on('close', ended);
        new ConsoleSession({
          ...{ socket, context, actor, job: params.id, console: query.console },
          maySend: actor !== null && (actor.scope === undefined || scopeAllows(actor.scope, 'submit')),
          again: async () => {
            request.actor = null;
            await authenticate(context, request);
            refuseStrangers(context, request);
            return request.actor;
          },
        });
      } catch (error) {
        ended();
        throw error;
      }
    },
  );
}
