// SPDX-License-Identifier: Apache-2.0
import {
  AskLease,
  Calendar,
  ExtendLease,
  HandOverLease,
  Lease,
  LeaseList,
  LeaseQuery,
  PowerLease,
  ShareLease,
} from '@lava/protocol/api/leases.ts';
import { jobRules } from '../../../jobs/submit/rules.ts';
import { askLease } from '../../../leases/ask.ts';
import { endLease, extendLease, handOverLease, powerLease, shareLease } from '../../../leases/change.ts';
import { calendar, lease, leases } from '../../../leases/leases.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { JobParams, NameParams } from '../../http/params.ts';

const tags = ['leases'];

/** For tokens that robots have. */
const SUBMITS = { scope: 'submit' } as const;
const response = { 200: Lease };

export function leaseRoutes(api: Api, { db, settings }: ApiContext): void {
  const rules = jobRules(settings);
  api.get(
    '/leases',
    { schema: { tags, querystring: LeaseQuery, response: { 200: LeaseList } } },
    async ({ actor, query }) => leases(db, actor, query),
  );

  api.post(
    '/leases',
    { config: SUBMITS, schema: { tags, body: AskLease, response } },
    async ({ actor, body }) => askLease(db, actor, body, rules),
  );

  api.get('/leases/:id', { schema: { tags, params: JobParams, response } }, async ({ actor, params }) =>
    lease(db, actor, params.id),
  );

  api.post(
    '/leases/:id/extend',
    { config: SUBMITS, schema: { tags, params: JobParams, body: ExtendLease, response } },
    async ({ actor, params, body }) => extendLease(db, actor, params.id, body.seconds),
  );

  api.post(
    '/leases/:id/share',
    { config: SUBMITS, schema: { tags, params: JobParams, body: ShareLease, response } },
    async ({ actor, params, body }) => shareLease(db, actor, params.id, body),
  );

  api.post(
    '/leases/:id/hand-over',
    { config: SUBMITS, schema: { tags, params: JobParams, body: HandOverLease, response } },
    async ({ actor, params, body }) => handOverLease(db, actor, params.id, body.to, rules.leases),
  );

  api.post(
    '/leases/:id/power',
    { config: SUBMITS, schema: { tags, params: JobParams, body: PowerLease, response } },
    async ({ actor, params, body }) => powerLease(db, actor, params.id, body),
  );

  api.post(
    '/leases/:id/end',
    { config: SUBMITS, schema: { tags, params: JobParams, response } },
    async ({ actor, params }) => endLease(db, actor, params.id),
  );

  api.get(
    '/devices/:name/calendar',
    { schema: { tags, params: NameParams, response: { 200: Calendar } } },
    async ({ actor, params }) => calendar(db, actor, params.name),
  );
}
