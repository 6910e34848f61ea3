// SPDX-License-Identifier: Apache-2.0
import { readText } from '@lava/kit/fs/read-text.ts';
import { writeText } from '@lava/kit/fs/write-text.ts';
import { type LavaError, type Problem, toLavaError } from '@lava/protocol/error/error.ts';
import { describe, describeAsTree } from '../engine/describe.ts';
import { parseDevice, parseJob } from '../job/parse.ts';
import { planTolerantly } from '../plan.ts';

/** `lava-run --describe`: prints the plan of two files; returns the exit status. */
export async function describeFiles(jobFile: string, deviceFile: string, json: boolean): Promise<number> {
  try {
    const job = parseJob(readText(jobFile), jobFile);
    const device = parseDevice(readText(deviceFile), deviceFile);
    const odd: Problem[] = [];
    const { steps } = await planTolerantly(job, device, odd);
    if (odd.length > 0) writeText(2, await listed(odd, jobFile));
    writeText(
      1,
      json ? `${JSON.stringify(steps.map(describe), null, 1)}\n` : steps.map(describeAsTree).join(''),
    );
    return 0;
  } catch (thrown) {
    writeText(2, await report(toLavaError(thrown), jobFile));
    return 1;
  }
}

/** What a run would be refused for. */
async function listed(odd: Problem[], jobFile: string): Promise<string> {
  const place = await finder(jobFile);
  return odd.map(({ where, message, hint }) => `${place(where)}${message}${also(hint)}\n`).join('');
}

async function report(error: LavaError, jobFile: string): Promise<string> {
  const { kind, message, hint, where, problems } = error;
  const place = await finder(jobFile);
  const lines = [
    `${place(where)}${kind} error: ${message}`,
    ...problems.map((problem) => `  ${place(problem.where)}${problem.message}${also(problem.hint)}`),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function also(hint: string | undefined): string {
  return hint === undefined ? '' : ` (${hint})`;
}

/** The place of something: `job.yaml:3:5: `. Loaded only now, since most plans have no problems. */
async function finder(jobFile: string): Promise<(where: Problem['where']) => string> {
  const { loadYamlWithPositions } = await import('@lava/yaml/positions.ts');
  let document: ReturnType<typeof loadYamlWithPositions> | undefined;
  try {
    document = loadYamlWithPositions(readText(jobFile));
  } catch {
    // no such file or no YAML: that is what is being reported
  }
  return (where) => {
    if (!where) return '';
    const { file = jobFile, path } = where;
    const found =
      where.line !== undefined ? where : file === jobFile && path ? document?.at(path) : undefined;
    return found?.line === undefined ? '' : `${file}:${found.line}:${found.column}: `;
  };
}
