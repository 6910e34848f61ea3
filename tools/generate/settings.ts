// SPDX-License-Identifier: Apache-2.0
import { describeSettings } from '@lava/kit/config/settings.ts';
import { ServerSettings } from '@lava/server/settings.ts';
import { WorkerSettings } from '@lava/worker/settings.ts';
import type * as z from 'zod';

/** docs/reference/settings-worker.md */
export function workerSettings(): string {
  return `<!-- Made by ./lava generate from packages/worker/src/settings.ts; do not edit. -->

# Settings of the worker

\`lava-slave\` (also called \`lava-worker\`) needs no settings once it has joined a server: \`echo '<line>' | lava-slave join\`
stores the server's address, ports and key in the state directory. A setting takes precedence over what \`join\` stored, and a flag
over the environment. The packages read \`/etc/lava-dispatcher/lava-slave\`, a file of these variables.

${table(WorkerSettings)}

## The state directory

| path | what it is |
|---|---|
| \`worker.key\` | the worker's CURVE key pair, created at the first start, readable only by its owner |
| \`server.json\` | where the server is and its public key, written by \`lava-slave join\` |
| \`daemon.json\` | what the daemon last said about itself, for \`lava-slave status\` |
| \`jobs/<id>/\` | one directory for each job, which only the job's own account and the worker can enter, until the server has all its records |
| \`cache/\` | downloads that jobs share |
| \`reserve\` | 1 MiB that is freed when the disk is full, so that jobs can still be ended and reported |

## Exit status

\`lava-slave status\`: 0 linked to the server, 1 running without a link, 3 not running. Otherwise 0, or 2 when settings,
join line or link are wrong.
`;
}

/** docs/reference/settings-server.md */
export function serverSettings(): string {
  return `<!-- Made by ./lava generate from packages/server/src/settings.ts; do not edit. -->

# Settings of the server

\`lava-server\` runs without any setting. A flag takes precedence over the environment, that over the settings file
\`/etc/lava-server/settings.yaml\` (another one: \`LAVA_SETTINGS\`), that over the default. In the file a setting is called
like its flag with \`_\` for \`-\`: \`http_port: 8080\`. A name that does not exist is an error.

\`lava-server api\`, \`lava-server master\`: one role a process; several processes may share one database. \`lava-master\` is
\`lava-server master\`. With the embedded database they share the state directory, and the last one that stops stops it.

${table(ServerSettings)}

## The state directory

| path | what it is |
|---|---|
| \`server.key\` | the server's CURVE key pair for the worker link, created at the first start, readable only by its owner |
| \`admin-password\` | password of the account \`admin\`, created at the first start, readable only by its owner; remove it when you know the password |
| \`job-output/YYYY/MM/DD/<job>/\` | the log of a job, zstd |
| \`postgres/\` | the embedded database with its log; when the database's user cannot enter the state directory (below /root), a link to \`/var/lib/lava-embedded/<name>\`, where the file \`state-directory\` says whose it is |

## Without a running server

\`lava-server manage\` works on the database directly, as a user who may read the state directory: \`users add NAME
--password-stdin [--admin]\`, \`tokens add USER\`, \`workers add NAME --host HOST\`, \`migrate\`.

## Signals and exit status

SIGTERM or SIGINT stops cleanly: running requests are finished, jobs keep running on their workers, the embedded database is
stopped last. SIGKILL does no harm: nothing is lost.

| status | meaning |
|---|---|
| 0 | stopped cleanly |
| 1 | something failed; the last line says what |
| 2 | a setting is wrong, or a port is taken |
| 3 | the database was made by a newer server (\`schema-newer\`) |
`;
}

function table(settings: z.ZodObject): string {
  const rows = describeSettings(settings).map(
    ({ flag, env, description, default: value }) =>
      `| \`${flag}\` | \`${env}\` | ${description} | ${varies(value) ? '' : `\`${value}\``} |`,
  );
  return ['| flag | variable | meaning | default |', '|---|---|---|---|', ...rows].join('\n');
}

/** The default state directory depends on who runs this. */
function varies(value: string | undefined): boolean {
  return value === undefined || value.startsWith('/');
}
