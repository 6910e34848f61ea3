// SPDX-License-Identifier: Apache-2.0
import { followChanges } from '../../../events/change-stream.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { openEventStream } from '../../http/sse.ts';

/** Says which resource changed, never what of it: whoever may see it asks for it. */
export function eventRoutes(api: Api, { bus }: ApiContext): void {
  api.get(
    '/events',
    { schema: { tags: ['events'], description: 'Server-sent events: change' } },
    (request, reply) => followChanges(bus, openEventStream(request, reply)),
  );
}
