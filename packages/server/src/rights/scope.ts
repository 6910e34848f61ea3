// SPDX-License-Identifier: Apache-2.0
import type { TokenScope } from '@lava/protocol/api/auth.ts';

/** What a request needs of the token that it comes with. */
const NEEDS: Record<TokenScope, readonly TokenScope[]> = {
  read: ['read'],
  submit: ['read', 'submit'],
  all: ['read', 'submit', 'all'],
};

/** @param has of a token; a browser's session has all */
export function scopeAllows(has: TokenScope, needed: TokenScope): boolean {
  return NEEDS[has].includes(needed);
}

/**
 * What a route needs: nothing but the whole scope changes anything, unless the route says so.
 * @param declared by the route: what is done with jobs
 */
export function neededScope(method: string, declared: TokenScope | undefined): TokenScope {
  return declared ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'all');
}
