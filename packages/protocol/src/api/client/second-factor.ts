// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import type { Login } from '../auth.ts';
import {
  ConfirmedSecondFactor,
  type ConfirmSecondFactor,
  NewSecondFactor,
  OwnSecondFactor,
  type RemoveSecondFactor,
} from '../second-factor.ts';
import { json, type Transport } from '../transport.ts';
import { empty } from './request.ts';

/** Apart from the client, so that pages load it only where it is used. */
export function secondFactorMethods({ send }: { send: Transport }) {
  const path = '/session/second-factor';
  return {
    own: () => json(send('GET', path), OwnSecondFactor),
    /** Needs a password, and a code of the one that there is; no session. */
    begin: (body: z.input<typeof Login>) => json(send('POST', path, { body }), NewSecondFactor),
    /** Signs in as well. */
    confirm: (body: z.input<typeof ConfirmSecondFactor>) =>
      json(send('POST', `${path}/confirm`, { body }), ConfirmedSecondFactor),
    remove: (body: z.input<typeof RemoveSecondFactor>) => empty(send('POST', `${path}/remove`, { body })),
  };
}
