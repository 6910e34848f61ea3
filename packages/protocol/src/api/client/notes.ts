// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import type { AddNote } from '../history.ts';
import type { PermissionKind } from '../permissions.ts';
import type { Transport } from '../transport.ts';
import { empty, part } from './request.ts';

/** What people write into the history of a thing. Apart from the client, so that pages load it only where it is used. */
export function noteMethods({ send }: { send: Transport }) {
  return {
    add: (kind: PermissionKind, name: string, body: z.input<typeof AddNote>) =>
      empty(send('POST', `/${kind}s/${part(name)}/notes`, { body })),
  };
}
