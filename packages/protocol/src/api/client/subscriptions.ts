// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import {
  type AddSubscription,
  NewSubscription,
  Subscription,
  SubscriptionDelivery,
  SubscriptionDeliveryList,
  type SubscriptionDeliveryQuery,
  SubscriptionList,
  type SubscriptionQuery,
} from '../subscriptions.ts';
import { json, type Transport } from '../transport.ts';
import { empty, type Query } from './request.ts';

/** Apart from the client, so that pages load them only where they are used. */
export function subscriptionMethods({ send }: { send: Transport }) {
  return {
    list: (query: Query<typeof SubscriptionQuery> = {}) =>
      json(send('GET', '/subscriptions', { query }), SubscriptionList),
    get: (id: number) => json(send('GET', `/subscriptions/${id}`), Subscription),
    add: (body: z.input<typeof AddSubscription>) =>
      json(send('POST', '/subscriptions', { body }), NewSubscription),
    remove: (id: number) => empty(send('DELETE', `/subscriptions/${id}`)),
    deliveries: (id: number, query: Query<typeof SubscriptionDeliveryQuery> = {}) =>
      json(send('GET', `/subscriptions/${id}/deliveries`, { query }), SubscriptionDeliveryList),
    /** Sends it once more, as a message of its own. */
    repeat: (id: number, delivery: number) =>
      json(send('POST', `/subscriptions/${id}/deliveries/${delivery}/repeat`), SubscriptionDelivery),
  };
}
