// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { FastifyRequest } from 'fastify';
import type { SignedIn } from '../../accounts/accounts.ts';
import { checkWorkerToken } from '../../workers/http-tokens.ts';
import { authenticate } from '../http/authentication.ts';
import { accountOfPair, basicPair } from '../http/basic.ts';
import type { ApiContext } from '../http/context.ts';

/** An account, somebody without one, or LAVA's worker of that name. */
export type Who = { actor: SignedIn | null } | { worker: string };

/** @returns a text: why he is refused, in LAVA's words */
export async function whoListens(context: ApiContext, request: FastifyRequest): Promise<Who | string> {
  const { authorization, 'lava-token': token, 'lava-host': worker } = request.headers;
  if (typeof token === 'string' && typeof worker === 'string')
    return (await checkWorkerToken(context.db, worker, token)) ? { worker } : 'Invalid worker token';
  if (authorization !== undefined && /^basic\b/i.test(authorization)) {
    const pair = basicPair(authorization);
    if (pair === 'malformed') return 'Invalid basic authentication';
    const actor = await accountOfPair(context, pair);
    return actor ? { actor } : 'Unknown user';
  }
  request.actor = null;
  try {
    await authenticate(context, request);
  } catch (thrown) {
    if (!(thrown instanceof LavaError) || thrown.code !== 'unauthenticated') throw thrown;
    return 'Invalid token';
  }
  return { actor: request.actor };
}
