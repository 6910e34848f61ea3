// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { findProgram } from '@lava/kit/doctor/machine.ts';
import { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { UsageError } from '../exit-code.ts';

/** What is examined, by the programs that know how. */
const DOCTORS = [
  { part: 'server', program: 'lava-server', args: ['manage', 'doctor'] },
  { part: 'worker', program: 'lava-slave', args: ['doctor'] },
] as const;

export function doctorCommand(): Command {
  return new Command('doctor').action(action(doctor));
}

async function doctor({ options, print }: Context): Promise<number> {
  const found = DOCTORS.flatMap(({ part, program, args }) => {
    const path = findProgram(program);
    return path === undefined
      ? []
      : [{ part, program, path, args: [...args, ...(options.json ? ['--json'] : [])] }];
  });
  if (found.length === 0) {
    throw new UsageError(
      'neither lava-server nor lava-slave is installed on this machine: nothing to examine',
    );
  }
  const reports: Record<string, unknown> = {};
  let status = 0;
  for (const { part, program, path, args } of found) {
    const run = spawnSync(path, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    status ||= run.status ?? 1;
    if (options.json) reports[part] = run.stdout === '' ? null : JSON.parse(run.stdout);
    else print(undefined, () => `${program}\n${run.stdout}`);
  }
  if (options.json) print(reports, () => '');
  return status;
}
