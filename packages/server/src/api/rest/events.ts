// SPDX-License-Identifier: Apache-2.0
import type { ChangeEvent } from '@lava/protocol/api/stream.ts';
import type { Change } from '../../db/listener.ts';
import type { Api, ApiContext } from './context.ts';
import { openEventStream } from './sse.ts';

/** Says which resource changed, never what of it: whoever may see it asks for it. */
export function eventRoutes(api: Api, { bus }: ApiContext): void {
  api.get(
    '/events',
    { schema: { tags: ['events'], description: 'Server-sent events: change' } },
    async (request, reply) => {
      const stream = openEventStream(request, reply);
      const unfollow = bus.onChange((change) => {
        const event = toEvent(change);
        if (event) void stream.send('change', event);
      });
      stream.signal.addEventListener('abort', unfollow, { once: true });
    },
  );
}

function toEvent(change: Change): ChangeEvent | undefined {
  switch (change.on) {
    case 'job':
      return { resource: 'job', name: String(change.id) };
    case 'device':
    case 'device-type':
    case 'worker':
      return { resource: change.on, name: change.name };
    default:
      return undefined;
  }
}
