// SPDX-License-Identifier: Apache-2.0
import { describeSettings } from '@lava/kit/config/settings.ts';
import { WorkerSettings } from '@lava/worker/settings.ts';

/** docs/reference/settings-worker.md */
export function workerSettings(): string {
  const rows = describeSettings(WorkerSettings).map(
    ({ flag, env, description, default: value }) =>
      `| \`${flag}\` | \`${env}\` | ${description} | ${varies(value) ? '' : `\`${value}\``} |`,
  );
  return `<!-- Made by ./lava generate from packages/worker/src/settings.ts; do not edit. -->

# Settings of the worker

\`lava-slave\` (also called \`lava-worker\`) needs no settings once it has joined a server: \`lava-slave join '<line>'\`
stores the server's address, ports and key in the state directory. A setting wins over what was joined; a flag wins over
the environment. The packages read \`/etc/lava-dispatcher/lava-slave\`, a file of these variables.

| flag | variable | meaning | default |
|---|---|---|---|
${rows.join('\n')}

## The state directory

| path | what it is |
|---|---|
| \`worker.key\` | the worker's CURVE key pair, made at first start, readable by its owner alone |
| \`server.json\` | where the server is and its public key, written by \`lava-slave join\` |
| \`daemon.json\` | what the daemon last said about itself, for \`lava-slave status\` |
| \`jobs/<id>/\` | one directory a job, readable by the worker's user alone, until the server has everything of it |
| \`cache/\` | downloads that jobs share |
| \`reserve\` | 1 MiB that is given up when the disk is full, so that jobs can still be ended and reported |

## Exit status

\`lava-slave status\`: 0 linked to the server, 1 running without a link, 3 not running. Otherwise 0, or 2 when settings,
join line or link are wrong.
`;
}

/** The default state directory depends on who runs this. */
function varies(value: string | undefined): boolean {
  return value === undefined || value.startsWith('/');
}
