// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import {
  type AddKnownFailure,
  KnownFailure,
  KnownFailureList,
  type KnownFailureQuery,
} from '../known-failures.ts';
import { json, type Transport } from '../transport.ts';
import { empty, type Query } from './request.ts';

/** Apart from the client, so that pages load them only where they are used. */
export function knownFailureMethods({ send }: { send: Transport }) {
  return {
    list: (query: Query<typeof KnownFailureQuery> = {}) =>
      json(send('GET', '/known-failures', { query }), KnownFailureList),
    add: (body: z.input<typeof AddKnownFailure>) =>
      json(send('POST', '/known-failures', { body }), KnownFailure),
    remove: (id: number) => empty(send('DELETE', `/known-failures/${id}`)),
  };
}
