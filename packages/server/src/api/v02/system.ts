// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import { actorOfSession, logIn, logOut } from '../../accounts/accounts.ts';
import { addToken } from '../../accounts/tokens.ts';
import { VERSION } from '../../version.ts';
import { masterConfig } from '../http/master-config.ts';
import { filled, read } from './body.ts';
import { type Call, json, Refusal, type Reply, type Resources } from './call.ts';
import { shown } from './one.ts';

/** A new token for a name and password; those made before are not kept as text, so they cannot be given again. */
async function token(call: Call): Promise<Reply> {
  const login = read(z.object({ username: filled, password: filled }), call.body);
  const { db, address, settings } = call;
  const session = await logIn(call, login, address, settings.sessionDays).catch((thrown: unknown) => {
    if (!(thrown instanceof LavaError)) throw thrown;
    if (thrown.code === 'second-factor-needed' || thrown.code === 'second-factor-missing')
      throw new Refusal(400, { non_field_errors: [`${thrown.message}; ${thrown.hint}`] });
    if (thrown.code !== 'unauthenticated') throw thrown;
    throw new Refusal(400, { non_field_errors: ['Unable to log in with provided credentials.'] });
  });
  const made = await addToken(db, await actorOfSession(db, session.token), 'by name and password, REST v0.2');
  await logOut(db, session.token);
  return json({ token: made.token });
}

export const SYSTEM: Resources = {
  'system/version/': { GET: shown(async () => ({ version: VERSION })) },
  'system/whoami/': { GET: shown(async ({ actor }) => ({ user: actor?.username ?? '' })) },
  'system/master_config/': {
    GET: shown((call) => masterConfig(call)),
  },
  'token/': { POST: { run: token, who: 'everybody', scope: 'read' } },
};
