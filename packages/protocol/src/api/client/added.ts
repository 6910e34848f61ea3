// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { AddedResults, type AddResults } from '../added-results.ts';
import { json, type Transport } from '../transport.ts';

/** What people and programs add to a job. Apart from the client, so that pages load it only where it is used. */
export function addedMethods({ send }: { send: Transport }) {
  return {
    /** Of tests that did not run on the board, whatever the state of the job. */
    results: (job: number, body: z.input<typeof AddResults>) =>
      json(send('POST', `/jobs/${job}/results`, { body }), AddedResults),
  };
}
