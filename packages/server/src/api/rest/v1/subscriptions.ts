// SPDX-License-Identifier: Apache-2.0
import {
  AddSubscription,
  NewSubscription,
  Subscription,
  SubscriptionDelivery,
  SubscriptionDeliveryList,
  SubscriptionDeliveryQuery,
  SubscriptionList,
  SubscriptionQuery,
} from '@lava/protocol/api/subscriptions.ts';
import {
  addSubscription,
  messages,
  removeSubscription,
  repeat,
  subscription,
  subscriptions,
} from '../../../notify/subscriptions/subscriptions.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { JobParams as IdParams } from '../../http/params.ts';

const tags = ['subscriptions'];
const DeliveryParams = IdParams.extend({ delivery: IdParams.shape.id });

export function subscriptionRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/subscriptions',
    { schema: { tags, querystring: SubscriptionQuery, response: { 200: SubscriptionList } } },
    async ({ actor, query }) => subscriptions(db, actor, query),
  );

  api.post(
    '/subscriptions',
    { schema: { tags, body: AddSubscription, response: { 200: NewSubscription } } },
    async ({ actor, body }) => addSubscription(db, actor, body),
  );

  api.get(
    '/subscriptions/:id',
    { schema: { tags, params: IdParams, response: { 200: Subscription } } },
    async ({ actor, params }) => subscription(db, actor, params.id),
  );

  api.delete(
    '/subscriptions/:id',
    { schema: { tags, params: IdParams } },
    async ({ actor, params }, reply) => {
      await removeSubscription(db, actor, params.id);
      return reply.status(204).send();
    },
  );

  api.get(
    '/subscriptions/:id/deliveries',
    {
      schema: {
        ...{ tags, params: IdParams, querystring: SubscriptionDeliveryQuery },
        response: { 200: SubscriptionDeliveryList },
      },
    },
    async ({ actor, params, query }) => messages(db, actor, params.id, query),
  );

  api.post(
    '/subscriptions/:id/deliveries/:delivery/repeat',
    { schema: { tags, params: DeliveryParams, response: { 200: SubscriptionDelivery } } },
    async ({ actor, params }) => repeat(db, actor, params.id, params.delivery),
  );
}
