// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander';
import { examineServer } from '../doctor/doctor.ts';
import { checkLab, type LabProblem } from '../lab/check-lab.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import type { Act, Session } from './session.ts';

export function checkCommand(act: Act): Command {
  return new Command('check')
    .description('list what keeps the lab from running jobs; exit status 1 when something does')
    .option('--deploy', 'also the problems of this machine, as doctor lists them')
    .action(({ deploy = false }: { deploy?: boolean }) =>
      act(async ({ db, settings, print }) => {
        const problems = [...(deploy ? await machine(settings) : []), ...(await checkLab(db, COMMAND_LINE))];
        print({ problems }, () =>
          problems.length === 0
            ? 'nothing is wrong'
            : problems.map(({ object, problem, hint }) => `${object}: ${problem} (${hint})`).join('\n'),
        );
        if (problems.length > 0) process.exitCode = 1;
      }),
    );
}

async function machine(settings: Session['settings']): Promise<LabProblem[]> {
  const findings = await examineServer(settings);
  return findings
    .filter(({ state }) => state !== 'ok')
    .map(({ check, message, hint = 'see lava doctor' }) => ({ object: check, problem: message, hint }));
}
