// SPDX-License-Identifier: Apache-2.0
import { type ChangeFairShare, FairShare, type GroupShare, type UserShare } from '../fair-share.ts';
import { json, type Transport } from '../transport.ts';
import { empty, part } from './request.ts';

/** Apart from the client, so that pages load them only where they are used. */
export function fairShareMethods({ send }: { send: Transport }) {
  return {
    get: () => json(send('GET', '/fair-share'), FairShare),
    change: (body: ChangeFairShare) => json(send('PATCH', '/fair-share', { body }), FairShare),
    user: (name: string, body: UserShare) => empty(send('PUT', `/fair-share/users/${part(name)}`, { body })),
    group: (name: string, body: GroupShare) =>
      empty(send('PUT', `/fair-share/groups/${part(name)}`, { body })),
  };
}
