// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import { type JoinRequest, WORKER_HEALTHS, WORKER_STATES } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { isForPeople } from '../../output/format.ts';
import { when } from '../../output/time.ts';
import { oneOf, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { WORKER_COLUMNS } from './columns.ts';

export const list = defineVerb({
  summary: 'workers; for admins also those that ask to join',
  list: true,
  options: {
    state: option('only workers in this state', { schema: oneOf(WORKER_STATES) }),
    health: option('only workers with this health', { schema: oneOf(WORKER_HEALTHS) }),
  },
  async run(context, _, { state, health }) {
    const client = context.client();
    const { items } = await client.workers.list();
    const found = items.filter(
      (worker) =>
        (state === undefined || worker.state === state) && (health === undefined || worker.health === health),
    );
    context.output.list({ items: found, next: null, columns: WORKER_COLUMNS });
    if (!isForPeople(context.options.format)) return;
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
