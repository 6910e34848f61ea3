// SPDX-License-Identifier: Apache-2.0
import type { Readable } from 'node:stream';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { SignedIn } from '../../accounts/accounts.ts';
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

/** Jobs by their number; anything else names none. */
export function jobOf({ params }: Asked): number {
  if (!/^[1-9]\d{0,14}$/.test(params.job ?? '')) throw nothing();
  return Number(params.job);
}

export function nothing(): LavaError {
  return new LavaError('not-found', 'there is nothing at this address');
}

/** What a name of a file in a header can hold. */
export const fileName = (text: string) => text.replace(/[^\w.+-]/g, '_');
