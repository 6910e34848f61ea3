// SPDX-License-Identifier: Apache-2.0
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import { CODES } from '@lava/protocol/error/codes.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import { openSession } from '../../../accounts/accounts.ts';
import { Begun, CALLBACK, type Provider } from '../../../accounts/oidc/provider.ts';
import { accountOf } from '../../../accounts/outside.ts';
import { agentOf } from '../../../accounts/sessions.ts';
import { setSession } from '../../http/authentication.ts';
import type { Api, ApiContext } from '../../http/context.ts';

const COOKIE = 'lava_oidc';
const PATH = `${API_PREFIX}/session/oidc`;
/** How long somebody may take at the provider, seconds. */
const VALID = 600;

/** Addresses that a browser goes to, not scripts: so a refusal is a text for people. */
export function oidcRoutes(api: Api, { db, settings, provider, loginLimit }: ApiContext): void {
  api.get(
    '/session/oidc',
    { schema: { tags: ['session'], querystring: z.object({ to: z.string().max(2_000).default('/jobs') }) } },
    async (request, reply) => {
      const { address, begun } = await known(provider).begin(request.query.to);
      // Lax: it must come with the way back from another site.
      reply.setCookie(COOKIE, Buffer.from(JSON.stringify(begun)).toString('base64url'), {
        path: PATH,
        httpOnly: true,
        sameSite: 'lax',
        secure: request.protocol === 'https',
        maxAge: VALID,
      });
      return reply.header('cache-control', 'no-store').redirect(address);
    },
  );

  api.get(CALLBACK, { schema: { tags: ['session'] } }, async (request, reply) => {
    const { ip, url } = request;
    const from = known(provider);
    reply.clearCookie(COOKIE, { path: PATH }).header('cache-control', 'no-store');
    try {
      const begun = begunOf(request.cookies[COOKIE]);
      loginLimit.begin('<oidc>', ip);
      const outsider = await from.finish(url.includes('?') ? url.slice(url.indexOf('?')) : '', begun);
      const account = await accountOf(db, outsider, from.mapped, ip);
      loginLimit.succeeded('<oidc>', ip);
      const agent = agentOf(request.headers['user-agent']);
      const reason = `from ${ip}, by OpenID Connect`;
      const { token, expires } = await openSession(db, account, {
        days: settings.sessionDays,
        agent,
        reason,
      });
      setSession(request, reply, token, expires);
      return reply.redirect(pageOf(begun.to, settings.publicUrl ?? ''));
    } catch (error) {
      if (!(error instanceof LavaError) || error.kind === 'bug') throw error;
      const hint = error.hint === undefined ? '' : `${error.hint}\n`;
      return reply
        .status(CODES[error.code].status)
        .type('text/plain; charset=utf-8')
        .send(`Sign-in failed: ${error.message}\n${hint}`);
    }
  });
}

/** A page of this server, whatever is asked for. */
export function pageOf(to: string, publicUrl: string): string {
  const own = new URL(publicUrl);
  const page = URL.parse(to, own.href);
  return page?.origin === own.origin && /^https?:$/.test(page.protocol) ? page.href : own.href;
}

function known(provider: Provider | undefined): Provider {
  if (!provider) throw new LavaError('not-found', 'nobody signs in to this server with OpenID Connect');
  return provider;
}

function begunOf(cookie: string | undefined): Begun {
  try {
    return Begun.parse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString()));
  } catch {
    throw new LavaError('unauthenticated', 'this sign-in was not begun in this browser, or took too long', {
      hint: 'begin again from the sign-in page',
    });
  }
}
