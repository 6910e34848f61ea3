// SPDX-License-Identifier: Apache-2.0
import { type ChangeFairShare, FairShare, type GroupShare, type UserShare } from '../fair-share.ts';
import { json, type Transport } from '../transport.ts';
import { empty, ifMatch, part } from './request.ts';

/** Apart from the client, so that pages load them only where they are used. */
export function fairShareMethods({ send }: { send: Transport }) {
  return {
    get: () => json(send('GET', '/fair-share'), FairShare),
    change: (body: ChangeFairShare, version?: number) =>
      json(send('PATCH', '/fair-share', { body, ...ifMatch(version) }), FairShare),
    user: (name: string, body: UserShare, version?: number) =>
      empty(send('PUT', `/fair-share/users/${part(name)}`, { body, ...ifMatch(version) })),
    group: (name: string, body: GroupShare, version?: number) =>
      empty(send('PUT', `/fair-share/groups/${part(name)}`, { body, ...ifMatch(version) })),
  };
}
