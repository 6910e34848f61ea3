// SPDX-License-Identifier: Apache-2.0
import { IdentityList } from '../auth.ts';
import { json, type Transport } from '../transport.ts';

/** Apart from the client, so that pages load it only where it is used. */
export function identityMethods({ send }: { send: Transport }) {
  return {
    /** Who signs in to one's own account besides its password. */
    own: () => json(send('GET', '/session/identities'), IdentityList),
  };
}
