// SPDX-License-Identifier: Apache-2.0
import {
  type ValidatedJob,
  validateDevice,
  validateJob,
  validateTestDefinition,
} from '@lava/dispatcher/schema.ts';
import type { Device } from '@lava/protocol/device/device.ts';
import { isError } from '@lava/protocol/error/error.ts';
import { exitCode } from '../../exit-code.ts';
import { readInput } from '../../input/text.ts';
import { argument, FileName, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { describeProblem } from '../../report.ts';

export const validate = defineVerb({
  summary: 'check a job definition without a server; - for stdin',
  arguments: { file: argument('job definition', FileName, 'file') },
  options: {
    device: option('rendered device configuration: check whether the job fits on it too', {
      value: 'file',
      complete: 'file',
    }),
    testDefinition: option('the file is a test definition, not a job'),
  },
  async run(context, { file }, { device, testDefinition }) {
    const { problems } = testDefinition ? judgeTest(file) : judge(file, device);
    const errors = problems.filter(isError).length;
    context.output.say({ problems }, () =>
      [...problems.map(describeProblem), summary(errors, problems.length - errors)].join('\n'),
    );
    return errors === 0 ? 0 : exitCode('refused');
  },
});

function judge(file: string, deviceFile: string | undefined): ValidatedJob {
  const text = readInput(file);
  const name = file === '-' ? 'stdin' : file;
  if (deviceFile === undefined) return validateJob(text, { file: name });
  const { device, problems } = validateDevice(readInput(deviceFile), deviceFile);
  const job = validateJob(text, { file: name, device: device satisfies Device | undefined });
  return { ...job, problems: [...problems, ...job.problems] };
}

function judgeTest(file: string): Pick<ValidatedJob, 'problems'> {
  return { problems: validateTestDefinition(readInput(file), file === '-' ? 'stdin' : file) };
}

function summary(errors: number, warnings: number): string {
  if (errors + warnings === 0) return 'no problems';
  return `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
