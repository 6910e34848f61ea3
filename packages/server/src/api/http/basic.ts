// SPDX-License-Identifier: Apache-2.0
import type { SignedIn } from '../../accounts/accounts.ts';
import { actorOfToken } from '../../accounts/tokens.ts';
import type { ApiContext } from './context.ts';

export interface Pair {
  username: string;
  token: string;
}

/** `Basic user:token`, as LAVA's clients sign in. A password does not count. */
export function basicPair(header: string): Pair | 'malformed' {
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(header) ?? [];
  const [, username, token] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return username === undefined || token === undefined ? 'malformed' : { username, token };
}

export async function accountOfPair(
  { db }: Pick<ApiContext, 'db'>,
  { username, token }: Pair,
): Promise<SignedIn | null> {
  const actor = await actorOfToken(db, token);
  return actor?.username === username ? actor : null;
}
