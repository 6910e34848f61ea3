// SPDX-License-Identifier: Apache-2.0
import { ConsoleConnection, consoleAddress } from '@lava/protocol/api/console-connection.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Context } from '../../context.ts';
import { safeCell } from '../../output/safe.ts';
import { argument, flag, integer, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { Terminal } from './terminal.ts';

export const console = defineVerb({
  summary: 'the console of a device, or of a running job: watch it, and type where the job lets you',
  arguments: { target: argument('name of a device, or number of a job', ObjectName, 'devices') },
  options: {
    console: option('which of its consoles; the first if not given', { value: 'name' }),
    watch: flag('do not ask for the keyboard'),
    force: flag('take the keyboard also from somebody who has it'),
    pace: option('send what is typed or piped in no faster than this', {
      schema: integer(1, 1_000_000),
      value: 'bytes per second',
    }),
  },
  async run(context, { target }, { console: name, watch, force, pace }) {
    const job = await jobOf(context, target);
    const { state } = await context.client().jobs.get(job);
    if (state === 'finished')
      throw new LavaError('conflict', `job ${job} has ended; \`lava jobs logs ${job}\` shows its log`);
    const { url, token } = context.access();
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const terminal = new Terminal({
      pace,
      raw: process.stdin.isTTY === true,
      keyboard: watch ? 'never' : force ? 'force' : 'ask',
      note: (text) => context.note(text),
    });
    let linkedOnce = false;
    await terminal.run(
      (handlers) =>
        new ConsoleConnection(
          {
            dial: () => new WebSocket(consoleAddress(url, job, name), { headers } as object) as never,
            async check() {
              await context.client().jobs.get(job);
              if (!linkedOnce)
                throw new LavaError('link-failed', `${url} answers, but not to a WebSocket`, {
                  hint: 'a proxy in front of it must let upgrades pass: docs/how-to/put-https-in-front.md',
                });
            },
          },
          {
            ...handlers,
            linked(up) {
              linkedOnce ||= up;
              handlers.linked(up);
            },
          },
        ),
    );
    context.note(`\nleft the console of job ${job}`);
    return 0;
  },
});

/** @throws LavaError `conflict` for a device without a job */
async function jobOf(context: Context, target: string): Promise<number> {
  if (/^[1-9]\d{0,14}$/.test(target)) return Number(target);
  const { currentJob } = await context.client().devices.get(target);
  if (currentJob === null)
    throw new LavaError('conflict', `no job runs on ${safeCell(target)}, so nobody has its console open`);
  return currentJob;
}
