// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { findProgram } from '@lava/kit/doctor/machine.ts';
import { UsageError } from '../../exit-code.ts';
import { isForPeople } from '../../output/format.ts';
import { defineVerb } from '../../program/verb.ts';

/** What is examined, by the programs that know how. */
const DOCTORS = [
  { part: 'server', program: 'lava-server', args: ['manage', 'doctor'] },
  { part: 'worker', program: 'lava-slave', args: ['doctor'] },
] as const;

export const doctor = defineVerb({
  summary: 'examine the server or worker on this machine, and say what to do about each problem',
  async run(context) {
    const people = isForPeople(context.options.format);
    const found = DOCTORS.flatMap(({ part, program, args }) => {
      const path = findProgram(program);
      return path === undefined
        ? []
        : [{ part, program, path, args: [...args, ...(people ? [] : ['--json'])] }];
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
      if (people) context.output.say(undefined, () => `${program}\n${run.stdout}`);
      else reports[part] = parse(run.stdout);
    }
    if (!people) context.output.say(reports, () => '');
    return status;
  },
});

/** Null for what is not JSON: the program that was found is not ours, and has said so on stderr. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
