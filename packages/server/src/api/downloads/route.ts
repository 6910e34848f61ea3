// SPDX-License-Identifier: Apache-2.0
import { CODES } from '@lava/protocol/error/codes.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { findUnstorable } from '@lava/protocol/text/storable.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOfSession, type SignedIn } from '../../accounts/accounts.ts';
import { actorOfToken } from '../../accounts/tokens.ts';
import { Missing } from '../../rights/refusals.ts';
import { sessionOf } from '../http/authentication.ts';
import type { Api, ApiContext } from '../http/context.ts';
import type { Pages } from './page.ts';
import { RESULTS } from './results.ts';
import { PLACES, SCHEDULER } from './scheduler.ts';

const HTML = 'text/html; charset=utf-8';

/** Addresses of LAVA's pages that scripts fetch, and where people are led whose links are old. */
export const PAGES: Pages = { ...RESULTS, ...SCHEDULER, ...PLACES };

export function downloads(api: Api, context: ApiContext): void {
  for (const [path, page] of Object.entries(PAGES))
    api.get(path, { schema: { hide: true } }, (request, reply) => answer(context, page, request, reply));
  // What else LAVA has there is not a page of ours either.
  for (const path of ['/scheduler/*', '/results/*'])
    api.get(path, { schema: { hide: true } }, async (_, reply) => refuse(reply, 404, 'Not Found'));
}

async function answer(
  context: ApiContext,
  page: Pages[string],
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const [path = '', search = ''] = request.url.split('?', 2);
  const query = new URLSearchParams(search);
  const params = request.params as Record<string, string>;
  // The answer depends on who asks, and the address may have a token.
  reply.headers({ 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' });
  try {
    if (findUnstorable({ params, query: Object.fromEntries(query) }))
      return refuse(reply, 400, 'Bad Request');
    const actor = await actorOf(context, query, request);
    if (actor === 'nobody' || (!actor && !context.settings.publicReading))
      return refuse(reply, 403, 'Forbidden');
    const found = await page?.({ ...context, actor, params, query });
    if (!found) return refuse(reply, 404, 'Not Found');
    if ('redirect' in found) return reply.type(HTML).redirect(found.redirect, 302);
    // As it is: clients do not expect a charset here.
    reply.header('content-type', found.type);
    if (found.name !== undefined) reply.header('content-disposition', `attachment; filename=${found.name}`);
    return reply.send(typeof found.text === 'string' ? Buffer.from(found.text) : found.text);
  } catch (thrown) {
    if (!(thrown instanceof LavaError) || thrown.kind === 'bug') {
      const cause = thrown instanceof Error ? thrown.stack : thrown;
      request.log.error({ path, cause }, 'request failed');
      return refuse(reply, 500, 'Server Error');
    }
    if ((thrown.cause instanceof Missing && thrown.cause.hidden) || thrown.code === 'unauthenticated')
      return refuse(reply, 403, 'Forbidden');
    const { status } = CODES[thrown.code];
    return refuse(reply, status, status === 404 ? 'Not Found' : thrown.message);
  }
}

function refuse(reply: FastifyReply, status: number, why: string): FastifyReply {
  const text = why.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return reply.status(status).type(HTML).send(`<!doctype html><title>${text}</title><h1>${text}</h1>`);
}

/** `?user=NAME&token=TOKEN`, or the session of a browser; headers for programs do not count here. */
async function actorOf(
  { db }: ApiContext,
  query: URLSearchParams,
  request: FastifyRequest,
): Promise<SignedIn | 'nobody' | null> {
  const [user, token] = [query.get('user'), query.get('token')];
  if (user !== null && token !== null) {
    const actor = await actorOfToken(db, token);
    return actor?.username === user ? actor : 'nobody';
  }
  const session = sessionOf(request);
  return session === undefined ? null : actorOfSession(db, session);
}
