// SPDX-License-Identifier: Apache-2.0
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOfSession } from '../../accounts/accounts.ts';
import { actorOfToken } from '../../accounts/tokens.ts';
import { signIn } from '../../rights/refusals.ts';
import { neededScope, scopeAllows } from '../../rights/scope.ts';
import type { ApiContext } from './context.ts';

const COOKIE = 'lava_session';

/** `Authorization: Bearer TOKEN`, LAVA's `Token TOKEN`, or the session cookie of a browser. */
export async function authenticate({ db }: ApiContext, request: FastifyRequest): Promise<void> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, token] = /^(?:Bearer|Token) +(\S+)$/i.exec(authorization) ?? [];
    request.actor = token === undefined ? null : await actorOfToken(db, token);
    if (!request.actor) throw /^Basic /i.test(authorization) ? noPassword() : notValid();
    return;
  }
  const session = sessionOf(request);
  if (session === undefined) return;
  request.actor = await actorOfSession(db, session);
  if (request.actor) refuseForgery(request);
}

const notValid = () => new LavaError('unauthenticated', 'the token is not valid');

const noPassword = () =>
  new LavaError('unauthenticated', 'a name and password are not taken here: send an API token', {
    hint: 'Authorization: Bearer TOKEN; make one on the page API tokens, or with lava login',
  });

/** A token with less than the account's rights is refused what it was not made for, whatever the account may. */
export function refuseNarrow(request: FastifyRequest): void {
  const { scope } = request.actor ?? {};
  if (scope === undefined) return;
  const needed = neededScope(request.method, request.routeOptions.config?.scope);
  if (!scopeAllows(scope, needed))
    throw new LavaError('forbidden', `this token may ${SCOPE_WORDS[scope]}`, {
      hint: `make one with the scope ${needed}: lava tokens add --scope ${needed}`,
    });
}

const SCOPE_WORDS = {
  read: 'only read',
  submit: 'only read, and submit, cancel and resubmit jobs',
  all: 'do what its account may',
} as const;

/** What a client needs to sign in, and to see what server this is. */
const OPEN = [
  '/session',
  '/session/password-link',
  '/session/oidc',
  '/session/oidc/callback',
  '/session/second-factor',
  '/session/second-factor/confirm',
  '/system',
].map((path) => API_PREFIX + path);

/** One setting decides whether those without an account may read anything, in REST, and so in the pages. */
export function refuseStrangers({ settings }: ApiContext, request: FastifyRequest): void {
  if (request.actor || settings.publicReading) return;
  const path = request.url.split('?', 1)[0] ?? '';
  if (!OPEN.includes(path)) throw signIn();
}

export function sessionOf(request: FastifyRequest): string | undefined {
  return request.cookies[COOKIE];
}

export function setSession(request: FastifyRequest, reply: FastifyReply, token: string, expires: Date): void {
  reply.setCookie(COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    expires,
  });
}

export function clearSession(reply: FastifyReply): void {
  reply.clearCookie(COOKIE, { path: '/' });
}

/**
 * A form of another site can send a POST, but no JSON and no header of its own, and no other method that changes
 * anything. SameSite by itself would let pages of the same site do so.
 */
function refuseForgery(request: FastifyRequest): void {
  if (request.method !== 'POST') return;
  const json = request.headers['content-type']?.startsWith('application/json');
  if (!json && request.headers['x-requested-with'] === undefined) {
    throw new LavaError('forbidden', 'a browser session must send JSON or the header X-Requested-With');
  }
}
