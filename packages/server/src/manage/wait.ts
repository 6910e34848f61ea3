// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Argument, Command } from 'commander';
import { examineDatabase } from '../db/examine.ts';
import { databaseUrl } from '../db/url.ts';
import { examineLinks, examineWeb, isToldByServer } from '../doctor/doctor.ts';
import type { ServerSettings } from '../settings.ts';
import { type ManageOptions, settingsOf } from './session.ts';

/** Milliseconds. */
const LOOK_AGAIN = 100;

/** What is still wrong with a thing to wait for; undefined when there is nothing to wait for any more. */
const LOOKS: Record<string, (settings: ServerSettings) => Promise<string | undefined>> = {
  api: async (settings) => {
    const finding = await examineWeb(settings);
    // One that is ill has started: nobody may start it again and again.
    return finding.state === 'error' && !isToldByServer(finding) ? finding.message : undefined;
  },
  master: async (settings) =>
    (await Promise.all(examineLinks(settings))).find(({ state }) => state === 'error')?.message,
  database: (settings) => lookAtDatabase(settings, () => undefined),
  migrations: (settings) =>
    lookAtDatabase(settings, ({ schema, known }) =>
      schema < known ? `the schema is ${schema}, this version has ${known}` : undefined,
    ),
};

type Database = Awaited<ReturnType<typeof examineDatabase>>;

async function lookAtDatabase(
  settings: ServerSettings,
  judge: (found: Database) => string | undefined,
): Promise<string | undefined> {
  try {
    return judge(await examineDatabase(databaseUrl(settings)));
  } catch (error) {
    return `the database does not answer: ${(error as Error).message}`;
  }
}

/** Not a command on the database: whoever starts a daemon waits until it is of use, or sees why not. */
export function waitCommand(options: () => ManageOptions): Command {
  return new Command('wait')
    .description(
      'wait until the server on this host answers: api by HTTP, master on the ports of the workers; or until its database answers, or has the schema of this version',
    )
    .addArgument(new Argument('<what>').choices(Object.keys(LOOKS)))
    .option('--seconds <count>', 'for at most this long', '30')
    .option('--pid <number>', 'only while this process lives')
    .action(async (what: string, { seconds, pid }: { seconds: string; pid?: string }) => {
      const settings = settingsOf(options());
      const deadline = performance.now() + Number(seconds) * 1000;
      for (;;) {
        const wrong = await LOOKS[what]?.(settings);
        if (wrong === undefined) return;
        const late = performance.now() > deadline;
        if (late || (pid !== undefined && !lives(Number(pid)))) {
          const message = late ? `not within ${seconds} s: ${wrong}` : `process ${pid} has ended`;
          throw new LavaError('server-unreachable', message, {
            hint: 'its log says why, and so does: lava doctor',
          });
        }
        await sleep(LOOK_AGAIN);
      }
    });
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another account's
  }
}
