// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import type { QueryExportQuery } from '../exports.ts';
import { JobList, type JobQuery } from '../jobs.ts';
import {
  type ChangeQuery,
  SavedQuery,
  SavedQueryList,
  type SavedQueryQuery,
  type SaveQuery,
} from '../queries.ts';
import { json, type Transport } from '../transport.ts';
import { empty, ifMatch, type Query } from './request.ts';

/** Apart from the client, so that pages load them only where they are used. */
export function queryMethods({ send }: { send: Transport }) {
  return {
    list: (query: Query<typeof SavedQueryQuery> = {}) =>
      json(send('GET', '/queries', { query }), SavedQueryList),
    get: (id: number) => json(send('GET', `/queries/${id}`), SavedQuery),
    save: (body: z.input<typeof SaveQuery>) => json(send('POST', '/queries', { body }), SavedQuery),
    change: (id: number, body: z.input<typeof ChangeQuery>, version?: number) =>
      json(send('PATCH', `/queries/${id}`, { body, ...ifMatch(version) }), SavedQuery),
    remove: (id: number) => empty(send('DELETE', `/queries/${id}`)),
    /** A report for KernelCI's database; the answer's body is the file, as a stream. */
    kcidb: (id: number, query: Query<typeof QueryExportQuery> = {}) =>
      send('GET', `/queries/${id}/export/kcidb`, { query, headers: { accept: '*/*' } }),
    /** Jobs that fit it now. */
    jobs: (id: number, query: Pick<Query<typeof JobQuery>, 'sort' | 'after' | 'limit'> = {}) =>
      json(send('GET', `/queries/${id}/jobs`, { query }), JobList),
  };
}
