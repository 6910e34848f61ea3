// SPDX-License-Identifier: Apache-2.0
import { hostname } from 'node:os';
import { createClient } from '@lava/protocol/api/client.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import { normalizeUrl, type StoredServer, storeServer } from '../../config/servers.ts';
import { UsageError } from '../../exit-code.ts';
import { askSecret } from '../../input/secret.ts';
import { readPassword } from '../../input/text.ts';
import { option, optionalArgument, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

const ServerName: z.ZodType<string, string> = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be letters, digits, and . _ - (64 at most)');

export const login = defineVerb({
  summary: 'store the address of a server and a token for it',
  arguments: { url: optionalArgument('address of the server, such as https://lava.example.org', Text) },
  options: {
    name: option('short name of the server, for --server', { schema: ServerName, value: 'name' }),
    username: option('sign in with a password and create a token, instead of entering a token', {
      value: 'name',
    }),
    passwordFile: option('file that holds the password; - for stdin', { value: 'file', complete: 'file' }),
    codeFile: option('file that holds a code of your second factor, or a recovery code; - for stdin', {
      value: 'file',
      complete: 'file',
    }),
  },
  async run(context, { url }, { name, username, passwordFile, codeFile }) {
    const server = normalizeUrl(url ?? context.options.url ?? process.env.LAVA_URL);
    if (!server) throw new UsageError('which server? lava login https://lava.example.org');
    const stored: StoredServer = username
      ? await createToken(server, { username, password: await readPassword(passwordFile) }, codeFile)
      : {
          token:
            context.options.token ??
            process.env.LAVA_TOKEN ??
            (await askSecret(`API token (make one at ${server}/tokens): `)),
        };
    const { user } = await createClient({ baseUrl: server, token: stored.token }).session();
    if (!user) throw new UsageError(`${server} does not accept this token`);
    storeServer(server, { ...stored, name });
    context.output.say({ url: server, name, user }, () => `signed in to ${server} as ${user.username}`);
  },
});

/** Signs in with a cookie, which lives as long as this function, to create a token, which stays. */
async function createToken(
  server: string,
  login: { username: string; password: string },
  codeFile: string | undefined,
): Promise<StoredServer> {
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
  await client.signIn(login).catch(async (error: unknown) => {
    if (!(error instanceof LavaError) || error.code !== 'second-factor-needed') throw error;
    const code = (await readPassword(codeFile, 'Code of your second factor, or a recovery code: ')).trim();
    return client.signIn({ ...login, code });
  });
  const { token, id } = await client.tokens.add({ description: `lava login on ${hostname()}`.slice(0, 200) });
  await client.signOut();
  return { token, tokenId: id };
}
