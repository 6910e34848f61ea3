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
    const revoked = !keepToken && tokenId !== undefined && (await revoke(url, token, tokenId));
    forgetServer(url);
    context.output.say({ url, known: true, revoked }, () =>
      revoked ? `signed out of ${url}; its token is revoked` : `removed the token of ${url}`,
    );
    if (!revoked) context.note('the token is still valid on the server; lava tokens remove revokes it');
  },
});

/** False when the token was no longer valid. @throws LavaError when the server does not answer: the token stays stored */
async function revoke(url: string, token: string, id: number): Promise<boolean> {
  try {
    await createClient({ baseUrl: url, token }).tokens.remove(id);
    return true;
  } catch (error) {
    if (!(error instanceof LavaError) || !['unauthenticated', 'not-found'].includes(error.code)) throw error;
    return false;
  }
}
