// SPDX-License-Identifier: Apache-2.0
import { type ValidatedJob, validateDevice, validateJob } from '@lava/dispatcher/schema.ts';
import type { Device } from '@lava/protocol/device/device.ts';
import { isError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import { action, type Context, describeProblem, readInput } from '../context.ts';
import { exitCode } from '../exit-code.ts';

/** `lava validate`: the verdict on a job without any server. */
export function validateCommand(): Command {
  return new Command('validate')
    .argument('<file>', 'job definition; - for stdin')
    .option('--device <file>', 'rendered device configuration: say too whether the job fits on it')
    .action(action(validate));
}

async function validate(context: Context, file: string, options: { device?: string }): Promise<number> {
  const judged = judge(file, options.device);
  const errors = judged.problems.filter(isError).length;
  context.print(judged.problems, () => {
    const lines = judged.problems.map(describeProblem);
    return [...lines, summary(errors, judged.problems.length - errors)].join('\n');
  });
  return errors === 0 ? 0 : exitCode('refused');
}

function judge(file: string, deviceFile: string | undefined): ValidatedJob {
  const text = readInput(file);
  const name = file === '-' ? 'stdin' : file;
  if (deviceFile === undefined) return validateJob(text, { file: name });
  const { device, problems } = validateDevice(readInput(deviceFile), deviceFile);
  const job = validateJob(text, { file: name, device: device satisfies Device | undefined });
  return { ...job, problems: [...problems, ...job.problems] };
}

function summary(errors: number, warnings: number): string {
  if (errors + warnings === 0) return 'no problems';
  return `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
