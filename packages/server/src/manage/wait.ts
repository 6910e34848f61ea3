// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Argument, Command } from 'commander';
import { ROLES, type Role } from '../context.ts';
import { examineLinks, examineWeb } from '../doctor/doctor.ts';
import { type ManageOptions, settingsOf } from './session.ts';

/** Milliseconds. */
const LOOK_AGAIN = 100;

/** Not a command on the database: whoever starts a daemon waits until it is of use, or sees why not. */
export function waitCommand(options: () => ManageOptions): Command {
  return new Command('wait')
    .description('until the server on this host answers: api by HTTP, master on the ports of the workers')
    .addArgument(new Argument('<role>').choices(ROLES))
    .option('--seconds <count>', 'at most so long', '30')
    .option('--pid <number>', 'no longer than this process lives')
    .action(async (role: Role, { seconds, pid }: { seconds: string; pid?: string }) => {
      const settings = settingsOf(options());
      const deadline = performance.now() + Number(seconds) * 1000;
      for (;;) {
        const findings = await Promise.all(role === 'api' ? [examineWeb(settings)] : examineLinks(settings));
        const wrong = findings.find(({ state }) => state === 'error');
        if (!wrong) return;
        const late = performance.now() > deadline;
        if (late || (pid !== undefined && !lives(Number(pid)))) {
          const message = late ? `not within ${seconds} s: ${wrong.message}` : `process ${pid} has ended`;
          throw new LavaError('server-unreachable', message, { hint: 'its log says why' });
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
