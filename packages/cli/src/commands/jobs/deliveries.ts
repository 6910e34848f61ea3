// SPDX-License-Identifier: Apache-2.0
import { readPages } from '@lava/protocol/api/list.ts';
import type { Delivery } from '@lava/protocol/api/notifications.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { argument, integer, JobNumber, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const DELIVERY_STATE: Column<Pick<Delivery, 'state'>> = {
  key: 'state',
  value: ({ state }) => state,
  style: ({ state }) => (state === 'failed' ? 'red' : state === 'delivered' ? 'green' : undefined),
};

const COLUMNS: readonly Column<Delivery>[] = [
  { key: 'id', value: ({ id }) => id },
  { key: 'event', value: ({ event }) => event },
  { key: 'kind', value: ({ kind }) => kind },
  DELIVERY_STATE,
  { key: 'attempts', value: ({ attempts }) => attempts },
  {
    key: 'next',
    value: ({ nextTry }) => nextTry,
    text: ({ nextTry }) => (nextTry === null ? '' : when(nextTry)),
  },
  { key: 'target', value: ({ target }) => target },
  { key: 'error', value: ({ error }) => error ?? '' },
  { key: 'answer', value: ({ answer }) => answer, wide: true },
];

export const deliveries = defineVerb({
  summary: 'what was sent to those whom a job notifies, and what became of it; or send one once more',
  list: true,
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: {
    repeat: option('number of a delivery that is sent again', {
      schema: integer(1, Number.MAX_SAFE_INTEGER),
    }),
  },
  async run(context, { id }, { repeat }) {
    const client = context.client();
    if (repeat === undefined) {
      const page = await readPages((wanted) => client.jobs.deliveries(id, wanted));
      context.output.list({ ...page, columns: COLUMNS });
      return;
    }
    const again = await client.jobs.repeatDelivery(id, repeat);
    context.output.list({ items: [again], next: null, columns: COLUMNS });
  },
});
