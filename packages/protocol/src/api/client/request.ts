// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';

/** What a list can be asked, as it is written: filters, sort, page. */
export type Query<T extends z.ZodType> = z.input<T>;

/** Part of a path. */
export const part = encodeURIComponent;

/** A change is refused when this is not the current version any more. */
export function ifMatch(version: number | undefined): { headers?: Record<string, string> } {
  return version === undefined ? {} : { headers: { 'if-match': `"${version}"` } };
}

export async function text(answer: Promise<Response>): Promise<string> {
  return (await answer).text();
}

/** An answer that says nothing. */
export async function empty(answer: Promise<Response>): Promise<void> {
  await (await answer).body?.cancel();
}
