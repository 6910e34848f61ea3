// SPDX-License-Identifier: Apache-2.0
import { Login } from '@lava/protocol/api/auth.ts';
import {
  ConfirmedSecondFactor,
  ConfirmSecondFactor,
  NewSecondFactor,
  OwnSecondFactor,
  RemoveSecondFactor,
} from '@lava/protocol/api/second-factor.ts';
import { actorOfSession } from '../../../accounts/accounts.ts';
import {
  beginSecondFactor,
  confirmSecondFactor,
  ownSecondFactor,
  removeSecondFactor,
} from '../../../accounts/second-factor/set-up.ts';
import { agentOf } from '../../../accounts/sessions.ts';
import { setSession } from '../../http/authentication.ts';
import { type Api, type ApiContext, hostOf } from '../../http/context.ts';
import { sessionViews } from './session.ts';

const PATH = '/session/second-factor';

export function secondFactorRoutes(api: Api, context: ApiContext): void {
  const { db, settings } = context;
  const { publicUrl, sessionDays: days } = settings;
  const viewOf = sessionViews(context);

  api.get(PATH, { schema: { tags: ['session'], response: { 200: OwnSecondFactor } } }, async ({ actor }) =>
    ownSecondFactor(context, actor),
  );

  api.post(
    PATH,
    { schema: { tags: ['session'], body: Login, response: { 200: NewSecondFactor } } },
    async (request, reply) => {
      const host = publicUrl === undefined ? hostOf(request) : new URL(publicUrl).host;
      reply.header('cache-control', 'no-store');
      return beginSecondFactor(context, request.body, request.ip, host);
    },
  );

  api.post(
    `${PATH}/confirm`,
    { schema: { tags: ['session'], body: ConfirmSecondFactor, response: { 200: ConfirmedSecondFactor } } },
    async (request, reply) => {
      const agent = agentOf(request.headers['user-agent']);
      const done = await confirmSecondFactor(context, request.body, request.ip, { days, agent });
      setSession(request, reply, done.token, done.expires);
      reply.header('cache-control', 'no-store');
      return { recoveryCodes: done.recoveryCodes, session: viewOf(await actorOfSession(db, done.token)) };
    },
  );

  api.post(
    `${PATH}/remove`,
    { schema: { tags: ['session'], body: RemoveSecondFactor } },
    async ({ actor, body, ip }, reply) => {
      await removeSecondFactor(context, actor, body.code, ip);
      return reply.status(204).send();
    },
  );
}
