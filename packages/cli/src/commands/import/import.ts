// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { normalizeUrl } from '../../config/servers.ts';
import type { Context } from '../../context.ts';
import { exitCode, UsageError } from '../../exit-code.ts';
import { createScreen } from '../../follow/screen.ts';
import { readHere } from '../../import/here.ts';
import { importLab } from '../../import/import-lab.ts';
import { createReport } from '../../import/report.ts';
import { WhoAmI } from '../../import/shapes.ts';
import { openSource, type SourceAccess } from '../../import/source.ts';
import { readInput } from '../../input/text.ts';
import { isForPeople } from '../../output/format.ts';
import { argument, FileName, flag, option, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const importVerb = defineVerb({
  summary:
    'take over the lab of a LAVA server that runs: device types, workers, devices, people, permissions',
  arguments: { url: argument('address of the other server, such as https://lava.example.org', Text) },
  options: {
    sourceUser: option('account there; otherwise the one that the token is of', { value: 'name' }),
    sourceTokenFile: option('file that holds a token of a superuser there; - for stdin', {
      schema: FileName,
      value: 'file',
      complete: 'file',
    }),
    dryRun: flag('show what would be done, and change nothing'),
    overwrite: flag('also replace what is here and differs'),
    keepHealth: flag(
      'new devices have the health that they have there; otherwise they wait in maintenance, since two servers must not control one board',
    ),
    withoutPermissions: flag('take no permissions: everybody here sees what is new'),
  },
  async run(context, { url }, { sourceUser, sourceTokenFile, withoutPermissions, ...how }) {
    const access = accessTo(context, url, sourceUser, sourceTokenFile);
    const client = context.client();
    const { may } = await client.session();
    if (!may.includes('manage-lab') || !may.includes('manage-users'))
      throw new LavaError('forbidden', `an import requires the token of an admin of ${context.access().url}`);
    const source = openSource({ ...access, user: await userOf(access) });
    const report = createReport(context, how.dryRun);
    const screen = createScreen(process.stderr);
    const forPeople = isForPeople(context.options.format);
    const status = (text: string) => screen.status(forPeople ? text : undefined);
    let complete = false;
    try {
      status('reading what is here');
      const here = await readHere(client);
      const pausing = {
        add: (...entry: Parameters<typeof report.add>) => {
          screen.status(undefined);
          report.add(...entry);
        },
        end: report.end,
      };
      await importLab(
        { source, client, here, report: pausing, status, ...how },
        { permissions: !withoutPermissions },
      );
      complete = true;
    } finally {
      screen.close();
      // What was done is said also when it could not continue.
      if (!report.end()) complete = false;
    }
    return exitCode(complete ? 'ok' : 'refused');
  },
});

function accessTo(
  context: Context,
  text: string,
  user: string | undefined,
  tokenFile: string | undefined,
): SourceAccess {
  const url = normalizeUrl(text);
  if (url === undefined) throw new UsageError('which server? lava import https://lava.example.org');
  if (url === context.access().url)
    throw new UsageError(`${url} is the server that would be changed: choose another with --server or --url`);
  if (tokenFile === undefined) {
    if (user !== undefined) throw new UsageError('--source-user requires --source-token-file');
    return { url };
  }
  const token = readInput(tokenFile).trim();
  if (!/^[\x21-\x7e]{1,1000}$/.test(token)) throw new UsageError(`${tokenFile} does not hold a token`);
  return { url, user, token };
}

/** XML-RPC requires the name next to the token. */
async function userOf({ user, ...access }: SourceAccess): Promise<string | undefined> {
  if (user !== undefined || access.token === undefined) return user;
  const { user: name } = await openSource(access).json('system/whoami/', WhoAmI);
  return name || undefined;
}
