// SPDX-License-Identifier: Apache-2.0
import { hostname } from 'node:os';
import { createClient } from '@lava/protocol/api/client.ts';
import { Command } from 'commander';
import { action, type Context, readInput } from '../context.ts';
import { forgetAccess, normalizeUrl, storeAccess } from '../credentials.ts';
import { UsageError } from '../exit-code.ts';
import { askSecret } from '../prompt.ts';

interface LoginOptions {
  username?: string;
  passwordFile?: string;
}

export function loginCommand(): Command {
  return new Command('login')
    .argument('[url]', 'server, e.g. https://lava.example.org')
    .option('--username <name>', 'sign in with a password and make a token, instead of giving a token')
    .option('--password-file <file>', 'file that holds the password; - for stdin')
    .action(action(login));
}

async function login(context: Context, url: string | undefined, options: LoginOptions): Promise<void> {
  const server = normalizeUrl(url ?? context.options.url ?? process.env.LAVA_URL);
  if (!server) throw new UsageError('which server? lava login https://lava.example.org');
  const given = context.options.token ?? process.env.LAVA_TOKEN;
  const token = options.username
    ? await makeToken(server, options.username, await password(options))
    : (given ?? (await askSecret('API token: ')));
  const { user } = await createClient({ baseUrl: server, token }).session();
  if (!user) throw new UsageError(`${server} does not know this token`);
  storeAccess(server, token);
  context.print({ url: server, user }, () => `signed in to ${server} as ${user.username}`);
}

async function password({ passwordFile }: LoginOptions): Promise<string> {
  return passwordFile === undefined ? askSecret('Password: ') : readInput(passwordFile).replace(/\r?\n$/, '');
}

/** Signs in with a cookie, which lives as long as this function, to make a token, which stays. */
async function makeToken(server: string, username: string, secret: string): Promise<string> {
  let cookie = '';
  const client = createClient({
    baseUrl: server,
    async fetch(url, init) {
      const response = await fetch(url, { ...init, headers: { ...(init.headers as object), cookie } });
      const set = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
      if (set.length > 0) cookie = set.join('; ');
      return response;
    },
  });
  await client.signIn({ username, password: secret });
  const { token } = await client.tokens.add({ description: `lava login on ${hostname()}`.slice(0, 200) });
  await client.signOut();
  return token;
}

export function logoutCommand(): Command {
  return new Command('logout').action(
    action(async (context) => {
      const { url } = context.access();
      const known = forgetAccess(url);
      context.print({ url, known }, () =>
        known ? `forgot the token of ${url}` : `no token of ${url} was stored`,
      );
    }),
  );
}

export function whoamiCommand(): Command {
  return new Command('whoami').action(
    action(async (context) => {
      const { url } = context.access();
      const session = await context.client().session();
      const name = session.user?.username ?? 'nobody (not signed in)';
      context.print({ url, ...session }, () => `${name} at ${url}, server ${session.version}`);
    }),
  );
}
