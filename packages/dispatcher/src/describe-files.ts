// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { serializeError } from '@lava/protocol/error/error.ts';
import { describe, describeAsTree } from './engine/describe.ts';
import { parseDevice, parseJob } from './engine/parse.ts';
import { plan } from './engine/plan.ts';

/** `lava-run --describe`: prints the plan of two files; returns the exit status. */
export async function describeFiles(jobFile: string, deviceFile: string, json: boolean): Promise<number> {
  try {
    const job = parseJob(readFileSync(jobFile, 'utf8'), jobFile);
    const device = parseDevice(readFileSync(deviceFile, 'utf8'), deviceFile);
    const { steps } = await plan(job, device);
    process.stdout.write(
      json ? `${JSON.stringify(steps.map(describe), null, 1)}\n` : steps.map(describeAsTree).join(''),
    );
    return 0;
  } catch (thrown) {
    const { kind, message, hint, problems = [] } = serializeError(thrown);
    process.stderr.write(`${kind} error: ${message}\n`);
    for (const problem of problems) process.stderr.write(`  ${problem.message}\n`);
    if (hint) process.stderr.write(`hint: ${hint}\n`);
    return 1;
  }
}
