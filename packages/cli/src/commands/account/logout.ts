// SPDX-License-Identifier: Apache-2.0

import { createClient } from '@lava/protocol/api/client.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { forgetServer, readServers } from '../../config/servers.ts';
import { flag } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const logout = defineVerb({
  summary: 'remove the token of a server here, and revoke it there when `lava login` created it',
  options: { keepToken: flag('remove it here only; it stays valid') },
  async run(context, _, { keepToken }) {
    const { url } = context.access();
    const { servers } = readServers();
    const stored = Object.hasOwn(servers, url) ? servers[url] : undefined;
    if (!stored) {
      context.output.say({ url, known: false, revoked: false }, () => `no token of ${url} is stored`);
      return;
    }
    const { token, tokenId } = stored;
    const revoke = !keepToken && tokenId !== undefined;
    if (revoke) await revokeToken(url, token, tokenId);
    forgetServer(url);
    context.output.say({ url, known: true, revoked: revoke }, () =>
      revoke ? `signed out of ${url}; its token is revoked` : `removed the token of ${url}`,
    );
    if (!revoke) context.note('the token is still valid on the server; lava tokens remove revokes it');
  },
});

/** Also when it was revoked before. @throws LavaError when the server does not answer: the token stays stored */
async function revokeToken(url: string, token: string, id: number): Promise<void> {
  try {
    await createClient({ baseUrl: url, token }).tokens.remove(id);
  } catch (error) {
    if (!(error instanceof LavaError) || !['unauthenticated', 'not-found'].includes(error.code)) throw error;
  }
}
