// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander';
import { COMMAND_LINE } from '../domain/permissions.ts';
import { checkLab } from '../service/check-lab.ts';
import type { Act } from './session.ts';

export function checkCommand(act: Act): Command {
  return new Command('check')
    .description('what keeps the lab as it is entered from running jobs; exit status 1 when something does')
    .action(() =>
      act(async ({ db, print }) => {
        const problems = await checkLab(db, COMMAND_LINE);
        print({ problems }, () =>
          problems.length === 0
            ? 'nothing is wrong'
            : problems.map(({ object, problem, hint }) => `${object}: ${problem} (${hint})`).join('\n'),
        );
        if (problems.length > 0) process.exitCode = 1;
      }),
    );
}
