// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import {
  type AskLease,
  Calendar,
  type ExtendLease,
  type HandOverLease,
  Lease,
  LeaseList,
  type LeaseQuery,
  type PowerLease,
  type ShareLease,
} from '../leases.ts';
import { json, type Transport } from '../transport.ts';
import type { Query } from './request.ts';

export function leaseMethods(send: Transport) {
  const action = (id: number, verb: string, body: object) =>
    json(send('POST', `/leases/${id}/${verb}`, { body }), Lease);
  return {
    list: (query: Query<typeof LeaseQuery> = {}) => json(send('GET', '/leases', { query }), LeaseList),
    get: (id: number) => json(send('GET', `/leases/${id}`), Lease),
    ask: (body: z.input<typeof AskLease>) => json(send('POST', '/leases', { body }), Lease),
    extend: (id: number, body: z.input<typeof ExtendLease>) => action(id, 'extend', body),
    share: (id: number, body: z.input<typeof ShareLease>) => action(id, 'share', body),
    handOver: (id: number, body: z.input<typeof HandOverLease>) => action(id, 'hand-over', body),
    power: (id: number, body: z.input<typeof PowerLease>) => action(id, 'power', body),
    end: (id: number) => action(id, 'end', {}),
    calendar: (device: string) =>
      json(send('GET', `/devices/${encodeURIComponent(device)}/calendar`), Calendar),
  };
}
