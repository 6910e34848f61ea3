// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import { type JoinRequest, WORKER_HEALTHS, WORKER_STATES, WorkerQuery } from '@lava/protocol/api/lab.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { isForPeople } from '../../output/format.ts';
import { when } from '../../output/time.ts';
import { WORKER_HEALTH_WORDS } from '../../output/words.ts';
import { oneOf, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, MORE, most, sortOf } from '../pages.ts';
import { conflictText, WORKER_COLUMNS } from './columns.ts';

export const list = defineVerb({
  summary: 'workers; for admins also those that ask to join',
  list: true,
  options: {
    state: option('only workers in this state', { schema: oneOf(WORKER_STATES) }),
    health: option('only workers with this health', { schema: oneOf(WORKER_HEALTHS, WORKER_HEALTH_WORDS) }),
    search: option('only workers whose name or description contains this', { value: 'text' }),
    sort: option('in this order; with - in front the other way round', { schema: sortOf(WorkerQuery) }),
    ...limits(),
  },
  async run(context, _, { state, health, search, sort, ...limit }) {
    const client = context.client();
    const filters = { state, health, search, sort };
    const page = await readPages((wanted) => client.workers.list({ ...filters, ...wanted }), most(limit));
    context.output.list({ ...page, columns: WORKER_COLUMNS });
    if (page.next !== null) context.note(MORE);
    if (!isForPeople(context.options.format)) return;
    for (const { name, conflict } of page.items)
      if (conflict) context.note(`${name}: ${conflictText(conflict)}`);
    const asking = await joinRequests(client);
    for (const { worker, fingerprint, address, lastSeen } of asking)
      context.note(
        `${worker ?? 'a worker'} asks to join: key ${fingerprint} from ${address}, last at ${when(lastSeen)}`,
      );
    if (asking.length > 0) context.note('accept one with: lava workers accept NAME FINGERPRINT');
  },
});

/** None for those who may not see them, and from a server that does not have them. */
async function joinRequests(client: Client): Promise<JoinRequest[]> {
  try {
    return (await client.joinRequests.list()).items;
  } catch (error) {
    const hidden =
      error instanceof LavaError && ['forbidden', 'unauthenticated', 'not-found'].includes(error.code);
    if (hidden) return [];
    throw error;
  }
}
