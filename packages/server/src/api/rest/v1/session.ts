// SPDX-License-Identifier: Apache-2.0
import {
  BrowserSessionList,
  ChangePassword,
  IdentityList,
  Login,
  Session,
  UsePasswordLink,
} from '@lava/protocol/api/auth.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import {
  actorOfSession,
  logIn,
  logOut,
  openSession,
  type SignedIn,
  toUser,
} from '../../../accounts/accounts.ts';
import { changeOwnPassword, ownIdentities } from '../../../accounts/changes.ts';
import { usePasswordLink } from '../../../accounts/password-link.ts';
import { agentOf, endSession, sessions } from '../../../accounts/sessions.ts';
import { abilitiesOfSession } from '../../../rights/abilities.ts';
import { VERSION } from '../../../version.ts';
import { clearSession, sessionOf, setSession } from '../../http/authentication.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { webBuild } from '../../http/web.ts';

/** Who asks, what they may, and what server this is. */
export function sessionViews({ settings, provider }: ApiContext): (actor: SignedIn | null) => Session {
  const server = {
    version: VERSION,
    build: webBuild(settings.webDir),
    publicReading: settings.publicReading,
    oidc: provider?.label ?? null,
  };
  return (actor) => ({ user: actor && toUser(actor), may: abilitiesOfSession(actor), ...server });
}

export function sessionRoutes(api: Api, context: ApiContext): void {
  const { db, settings, loginLimit } = context;
  const sessionFor = sessionViews(context);

  const agentOfRequest = ({ headers }: FastifyRequest) => agentOf(headers['user-agent']);

  /** The session that was begun is that of the browser that asks. */
  async function begin(
    request: FastifyRequest,
    reply: FastifyReply,
    { token, expires }: { token: string; expires: Date },
  ) {
    setSession(request, reply, token, expires);
    return sessionFor(await actorOfSession(db, token));
  }

  api.get('/session', { schema: { tags: ['session'], response: { 200: Session } } }, async ({ actor }) =>
    sessionFor(actor),
  );

  api.post(
    '/session',
    { schema: { tags: ['session'], body: Login, response: { 200: Session } } },
    async (request, reply) => {
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const { body, ip } = request;
      const options = { agent: agentOfRequest(request), signal: gone.signal };
      return begin(request, reply, await logIn(context, body, ip, settings.sessionDays, options));
    },
  );

  api.post(
    '/session/password',
    { schema: { tags: ['session'], body: ChangePassword, response: { 200: Session } } },
    async (request, reply) => {
      const { actor, body, ip } = request;
      await changeOwnPassword(db, loginLimit, actor, body, ip);
      // Every session of the account is over; the one that asked gets a new one.
      if (sessionOf(request) === undefined || !actor) return sessionFor(actor);
      const session = { days: settings.sessionDays, agent: agentOfRequest(request), reason: `from ${ip}` };
      return begin(request, reply, await openSession(db, actor, session));
    },
  );

  api.post(
    '/session/password-link',
    { schema: { tags: ['session'], body: UsePasswordLink, response: { 200: Session } } },
    async (request, reply) => {
      const { body, ip } = request;
      const username = await usePasswordLink(db, loginLimit, body, ip);
      const login = { username, password: body.password };
      const options = { agent: agentOfRequest(request) };
      const begun = await logIn(context, login, ip, settings.sessionDays, options).catch(withoutFactor);
      return begun ? begin(request, reply, begun) : sessionFor(null);
    },
  );

  api.get(
    '/sessions',
    { schema: { tags: ['session'], response: { 200: BrowserSessionList } } },
    async (request) => ({ items: await sessions(db, request.actor, sessionOf(request)) }),
  );

  api.get(
    '/session/identities',
    { schema: { tags: ['session'], response: { 200: IdentityList } } },
    async ({ actor }) => ({ items: await ownIdentities(db, actor) }),
  );

  api.delete(
    '/sessions/:id',
    { schema: { tags: ['session'], params: z.object({ id: z.coerce.number().int().positive() }) } },
    async ({ actor, params }, reply) => {
      await endSession(db, actor, params.id);
      return reply.status(204).send();
    },
  );

  api.delete('/session', { schema: { tags: ['session'] } }, async (request, reply) => {
    const session = sessionOf(request);
    if (session !== undefined) await logOut(db, session);
    clearSession(reply);
    return reply.status(204).send();
  });
}

/** A link is enough to set the password, and not to sign in where a second factor is needed. */
function withoutFactor(thrown: unknown): undefined {
  if (thrown instanceof LavaError && /^second-factor-(needed|missing)$/.test(thrown.code)) return undefined;
  throw thrown;
}
