// SPDX-License-Identifier: Apache-2.0
import type { Readable } from 'node:stream';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { SignedIn } from '../../accounts/accounts.ts';
import { jobOfSubId, SUB_ID } from '../../jobs/in-group.ts';
import type { ApiContext } from '../http/context.ts';

/** One request for an address of LAVA's pages. */
export interface Asked extends ApiContext {
  actor: SignedIn | null;
  params: Record<string, string>;
  query: URLSearchParams;
}

export type Page =
  | { type: string; text: string | Readable; name?: string }
  /** Our page for the same thing. */
  | { redirect: string };

export type Pages = Record<string, (asked: Asked) => Promise<Page>>;

/** Jobs by their number, or as `17.1` in their group; anything else names none. */
export async function jobOf({ db, params: { job = '' } }: Asked): Promise<number> {
  if (/^[1-9]\d{0,14}$/.test(job)) return Number(job);
  const named = SUB_ID.test(job) ? await jobOfSubId(db, job) : undefined;
  if (named === undefined) throw nothing();
  return named;
}

export function nothing(): LavaError {
  return new LavaError('not-found', 'there is nothing at this address');
}

/** What a name of a file in a header can hold. */
export const fileName = (text: string) => text.replace(/[^\w.+-]/g, '_');
