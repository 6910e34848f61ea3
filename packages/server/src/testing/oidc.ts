// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { quietPort } from '@lava/kit/testing/quiet-port.ts';
import { atEnd } from './at-end.ts';

export interface TestProvider {
  issuer: string;
  clientId: string;
  secret: string;
  /** What it says of each person, by the name that they sign in with there. */
  people: Map<string, Record<string, unknown>>;
}

/** A provider of OpenID Connect, the npm package oidc-provider; ends with the spec file. */
export async function startProvider(redirect: string): Promise<TestProvider> {
  const issuer = `http://127.0.0.1:${await quietPort()}`;
  const people: TestProvider['people'] = new Map();
  const client = { client_id: 'lava', client_secret: 'a secret of the test' };
  // It has no types.
  const { default: Provider } = await import('oidc-provider' as string);
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: [redirect] }],
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'groups'],
      email: ['email', 'email_verified'],
    },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId, ...people.get(accountId) }),
    }),
  });
  const server: Server = createServer(provider.callback());
  server.listen(Number(new URL(issuer).port), '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { issuer, clientId: client.client_id, secret: client.client_secret, people };
}

/** A browser that signs in at the provider; returns the address to which it is sent back, without asking for it. */
export async function signInThere(address: string, login: string, until: string): Promise<string> {
  const cookies = new Map<string, string>();
  let [at, body] = [address, undefined as URLSearchParams | undefined];
  for (let step = 0; step < 20; step++) {
    const response = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body && { method: 'POST', body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    const page = await response.text();
    body = undefined;
    if (next !== null) {
      at = new URL(next, at).href;
      if (at.startsWith(until)) return at;
      continue;
    }
    const [, action] = /action="([^"]+)"/.exec(page) ?? [];
    const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
    if (action === undefined || prompt === undefined) throw new Error(`${at}: ${page.slice(0, 500)}`);
    at = new URL(action, at).href;
    body = new URLSearchParams({ prompt, login, password: 'any' });
  }
  throw new Error('the provider never sends back');
}
