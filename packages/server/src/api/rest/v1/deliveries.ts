// SPDX-License-Identifier: Apache-2.0
import { Delivery, DeliveryList, DeliveryQuery } from '@lava/protocol/api/notifications.ts';
import * as z from 'zod';
import { deliveries, repeat } from '../../../notify/deliveries.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { JobParams } from '../../http/params.ts';

const tags = ['jobs'];
const params = JobParams.extend({
  delivery: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER),
});

export function deliveryRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/jobs/:id/deliveries',
    { schema: { tags, params: JobParams, querystring: DeliveryQuery, response: { 200: DeliveryList } } },
    async ({ actor, params, query }) => deliveries(db, actor, params.id, query),
  );

  api.post(
    '/jobs/:id/deliveries/:delivery/repeat',
    { config: { scope: 'submit' }, schema: { tags, params, response: { 200: Delivery } } },
    async ({ actor, params }) => repeat(db, actor, params.id, params.delivery),
  );
}
