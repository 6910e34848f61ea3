// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { type AddAlias, type AddTag, Alias, AliasList, type AliasQuery, type UpdateTag } from '../lab.ts';
import { json, type Transport } from '../transport.ts';
import { empty, part, type Query } from './request.ts';

/** Aliases of device types; apart from the client, since no page uses them. */
export function aliasMethods({ send }: { send: Transport }) {
  return {
    list: (query: Query<typeof AliasQuery> = {}) => json(send('GET', '/aliases', { query }), AliasList),
    add: (body: z.input<typeof AddAlias>) => json(send('POST', '/aliases', { body }), Alias),
    remove: (name: string) => empty(send('DELETE', `/aliases/${part(name)}`)),
  };
}

/** Changes of tags; their list is `tags` of the client. */
export function tagMethods({ send }: { send: Transport }) {
  return {
    add: (body: z.input<typeof AddTag>) => empty(send('POST', '/tags', { body })),
    update: (name: string, body: z.input<typeof UpdateTag>) =>
      empty(send('PATCH', `/tags/${part(name)}`, { body })),
    /** Refused while devices have it. */
    remove: (name: string) => empty(send('DELETE', `/tags/${part(name)}`)),
  };
}
