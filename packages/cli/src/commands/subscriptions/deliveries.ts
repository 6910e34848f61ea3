// SPDX-License-Identifier: Apache-2.0
import { subscriptionMethods } from '@lava/protocol/api/client/subscriptions.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import type { SubscriptionDelivery } from '@lava/protocol/api/subscriptions.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { argument, JobNumber, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { DELIVERY_STATE } from '../jobs/deliveries.ts';
import { limits, MORE, most } from '../pages.ts';

const COLUMNS: readonly Column<SubscriptionDelivery>[] = [
  { key: 'id', value: ({ id }) => id },
  DELIVERY_STATE,
  { key: 'jobs', value: ({ jobs }) => jobs.join(' ') },
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
  summary: 'what a subscription sent, newest first; or send one once more',
  list: true,
  arguments: { id: argument('number of the subscription', JobNumber) },
  options: {
    repeat: option('number of a delivery that is sent again', { schema: JobNumber }),
    ...limits(25),
  },
  async run(context, { id }, { repeat, ...limit }) {
    const methods = subscriptionMethods(context.client());
    if (repeat !== undefined) {
      const again = await methods.repeat(id, repeat);
      context.output.list({ items: [again], next: null, columns: COLUMNS });
      return;
    }
    const page = await readPages((wanted) => methods.deliveries(id, wanted), most(limit));
    context.output.list({ ...page, columns: COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
