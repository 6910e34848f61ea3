// SPDX-License-Identifier: Apache-2.0
import { LiveQuery } from '@lava/protocol/api/stream.ts';
import { followAll } from '../../../events/live-stream.ts';
import { VERSION } from '../../../version.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { openEventStream } from '../../http/sse.ts';
import { webBuild } from '../../http/web.ts';

/** Says which resource changed, never what of it: whoever may see it asks for it. Follows jobs on the same stream. */
export function eventRoutes(api: Api, context: ApiContext): void {
  const hello = { version: VERSION, build: webBuild(context.settings.webDir) };
  api.get(
    '/events',
    {
      schema: {
        tags: ['events'],
        description:
          'Server-sent events: hello, change; with jobs=JOB:RECORD,… also records, job, end and refused of these',
        querystring: LiveQuery,
      },
    },
    (request, reply) =>
      followAll(
        context,
        request.actor,
        hello,
        request.query.jobs ?? new Map(),
        openEventStream(request, reply),
      ),
  );
}
