// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import { Command } from 'commander';
import { action, describeProblem, readInput } from '../context.ts';
import { table } from '../table.ts';

type KeptText = Client['devices']['dictionary'];

/** `get`, `set` and `history` of a text that the server keeps with its versions. */
export function textCommand(what: string, owner: string, of: (client: Client) => KeptText): Command {
  const command = new Command(what).description(`${what} of a ${owner}: get, set, history`);
  command
    .command('get <name>')
    .description(`print the ${what}`)
    .action(
      action(async (context, name: string) => {
        const version = await of(context.client()).get(name);
        context.print(version, () => version.text);
      }),
    );
  command
    .command('set <name> <file>')
    .description(`replace the ${what}; - for stdin`)
    .action(
      action(async (context, name: string, file: string) => {
        const version = await of(context.client()).set(name, readInput(file));
        for (const problem of version.problems) context.note(describeProblem(problem));
        context.print(version, () => `${what} of ${name} is version ${version.version} now`);
      }),
    );
  command
    .command('history <name>')
    .description('who changed it when')
    .action(
      action(async (context, name: string) => {
        const { versions } = await of(context.client()).history(name);
        context.print(versions, () =>
          table(
            ['VERSION', 'TIME', 'BY', 'LINES'],
            versions.map(({ version, time, user, text }) => [
              String(version),
              time,
              user,
              String(text.split('\n').length),
            ]),
          ),
        );
      }),
    );
  return command;
}
