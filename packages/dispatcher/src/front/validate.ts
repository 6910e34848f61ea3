// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readText } from '@lava/kit/fs/read-text.ts';
import type { Device } from '@lava/protocol/device/device.ts';
import { isError, type LavaError, type Problem, toLavaError } from '@lava/protocol/error/error.ts';
import { loadYamlWithPositions } from '@lava/yaml/positions.ts';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { checkFromTexts } from '../run-job.ts';
import { Mask } from '../secrecy/mask.ts';
import { validateDevice } from '../validation/validate-device.ts';
import { validateJob } from '../validation/validate-job.ts';
import { defaultCacheDir } from './cache-dir.ts';

export interface ValidateOptions {
  jobFile: string;
  device: string;
  dispatcher: string | undefined;
  env: string | undefined;
  envDut: string | undefined;
}

/**
 * `lava-run --validate`: every check that can be made before a run: the job, the device, the plan, and on this machine the
 * programs and files that the steps need. Prints one line a problem; returns the exit status.
 */
export async function validateFiles(options: ValidateOptions): Promise<number> {
  const { jobFile, device: deviceFile } = options;
  const read = (path: string | undefined) => (path === undefined ? undefined : readText(path));
  try {
    const texts = {
      id: '0',
      definition: readText(jobFile),
      device: readText(deviceFile),
      dispatcher: read(options.dispatcher),
      env: read(options.env),
      envDut: read(options.envDut),
    };
    const problems = judged(texts.definition, jobFile, texts.device, deviceFile);
    if (!problems.some(isError))
      problems.push(...located(await onThisMachine(texts), texts.definition, jobFile));
    for (const problem of problems) process.stdout.write(`${line(problem)}\n`);
    process.stdout.write(problems.length === 0 ? 'no problems\n' : '');
    return problems.some(isError) ? 1 : 0;
  } catch (error) {
    process.stderr.write(`${toLavaError(error).message}\n`);
    return 2;
  }
}

function judged(job: string, jobFile: string, deviceText: string, deviceFile: string): Problem[] {
  const { device, problems } = validateDevice(deviceText, deviceFile);
  return [
    ...problems,
    ...validateJob(job, { file: jobFile, device: device satisfies Device | undefined }).problems,
  ];
}

async function onThisMachine(texts: Parameters<typeof checkFromTexts>[0]): Promise<Problem[]> {
  const nobody = { write: () => {}, flush: async () => {}, backlog: 0, lost: 0 };
  const log = new JobLog(nobody, new RecordClock(), new Mask([]));
  const workDir = mkdtempSync(join(tmpdir(), 'lava-validate-'));
  try {
    await checkFromTexts(texts, { workDir, cacheDir: defaultCacheDir(), log });
    return [];
  } catch (thrown) {
    return problemsOf(toLavaError(thrown));
  }
}

/** Problems of the plan know their block, not its line. */
function located(problems: Problem[], definition: string, file: string): Problem[] {
  const document = loadYamlWithPositions(definition);
  return problems.map((problem) => {
    const { path, line } = problem.where ?? {};
    const found = path && line === undefined ? document.at(path) : undefined;
    return found
      ? { ...problem, where: { ...problem.where, file, line: found.line, column: found.column } }
      : problem;
  });
}

function problemsOf({ message, hint, where, problems }: LavaError): Problem[] {
  if (problems.length > 0) return problems;
  return [{ message, ...(hint !== undefined && { hint }), ...(where && { where }) }];
}

function line({ severity = 'error', message, where, hint }: Problem): string {
  const place = where?.line === undefined ? '' : `${where.file}:${where.line}:${where.column}: `;
  return `${severity}: ${place}${message}${hint === undefined ? '' : ` (${hint})`}`;
}
