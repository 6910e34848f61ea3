// SPDX-License-Identifier: Apache-2.0
import { AttemptList } from '../attempts.ts';
import { json, type Transport } from '../transport.ts';

/** Apart from the client, so that pages load it only where it is used. */
export function attemptMethods({ send }: { send: Transport }) {
  return {
    /** In their order, as far as the reader may see their devices. */
    list: (job: number) => json(send('GET', `/jobs/${job}/attempts`), AttemptList),
  };
}
