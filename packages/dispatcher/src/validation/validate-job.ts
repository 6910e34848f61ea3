// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import { isError, type Problem, toLavaError } from '@lava/protocol/error/error.ts';
import { issuesOf, shown } from '@lava/protocol/error/issues.ts';
import { nearest } from '@lava/protocol/error/nearest.ts';
import { boundProblems, listed } from '@lava/protocol/error/problems.ts';
import { Job } from '@lava/protocol/job/job.ts';
import { isJsonJob } from '@lava/protocol/job/json-job.ts';
import { loadYamlWithPositions, type PositionedYaml } from '@lava/yaml/positions.ts';
import { readLoosely } from '../job/loose-values.ts';
import { at, listOf } from '../job/read.ts';
import { unsafeProblems } from '../job/unsafe.ts';
import { blockRules } from '../rules/block-rules.ts';
import { deviceRules } from '../rules/device-rules.ts';
import { jobRules, plannerRules } from '../rules/job-rules.ts';
import { notActedOn } from '../rules/not-acted-on.ts';
import type { PlacedBlock, Section } from '../rules/placed-block.ts';
import { blockProblems, SECTIONS } from './blocks.ts';
import { envelopeProblems, timeoutWarnings } from './envelope.ts';

export interface ValidateOptions {
  /** With it, the blocks are judged by what the device can do. */
  device?: Device | undefined;
  /** Name of the text, for messages. */
  file?: string | undefined;
  /** Keys of `context` that the admin allows in addition to LAVA's own. */
  extraContext?: readonly string[] | undefined;
  /** The device is chosen already, as for a health check: the job need not say its type. */
  deviceKnown?: boolean | undefined;
}

export interface ValidatedJob {
  /** The job, unless some problem is an error. */
  job?: Job;
  /** All of them, in the order of the text. */
  problems: Problem[];
}

/**
 * Checks a job: all its problems, each with its place. Accepts what LAVA's enforced validator accepts,
 * except what docs/reference/differences.md lists. Never throws for any text.
 */
export function validateJob(text: string, options: ValidateOptions = {}): ValidatedJob {
  const read = readYaml(text, options.file);
  if (!read.document) return { problems: read.problems };
  const { document } = read;
  const problems = jobProblems(document.value, options);
  if (!problems.some(isError)) {
    const { value } = readLoosely(Job, document.value);
    const parsed = Job.safeParse(value);
    if (parsed.success) return { job: parsed.data, problems: placed(problems, document, options.file) };
    problems.push(...issuesOf(Job, value));
  }
  return { problems: placed(problems, document, options.file) };
}

function jobProblems(
  job: unknown,
  { device, deviceKnown = device !== undefined, extraContext = [] }: ValidateOptions,
): Problem[] {
  if (typeof job !== 'object' || job === null || Array.isArray(job)) {
    return [
      {
        message: `a job must be a mapping, found ${shown(job)}`,
        expected: 'a mapping',
        found: shown(job),
        where: { path: [] },
      },
    ];
  }
  if (isJsonJob(job)) {
    return [
      {
        message: 'this is a JSON job of the first dispatcher',
        hint: 'a server translates it when it is submitted; `lava jobs translate FILE` shows the pipeline job',
        where: { path: ['actions'] },
      },
    ];
  }
  const actions = at(job, 'actions');
  const blocks: PlacedBlock[] = [];
  const problems = [...envelopeProblems(job, { extraContext, deviceKnown }), ...unsafeProblems(job)];
  if (Array.isArray(actions)) problems.push(...actions.flatMap((action, i) => split(action, i, blocks)));
  const protocols = at(job, 'protocols');
  return [
    ...problems,
    ...blocks.flatMap((placed) => [
      ...blockProblems(placed, protocols, device),
      ...blockRules(placed),
      ...plannerRules(placed),
      ...(device ? deviceRules(placed, device) : []),
    ]),
    ...jobRules(job, blocks),
    ...notActedOn(job, blocks),
    ...timeoutWarnings(job, blocks),
  ];
}

/** Adds the block of an action; returns what is wrong with the action itself. */
function split(action: unknown, index: number, blocks: PlacedBlock[]): Problem[] {
  const path = ['actions', index];
  if (typeof action !== 'object' || action === null) return []; // said by the schema of the envelope
  const keys = Object.keys(action);
  const [section, ...more] = keys.filter((key) => SECTIONS.includes(key as Section)) as Section[];
  for (const each of section ? [section, ...more] : [])
    blocks.push({ section: each, block: at(action, each), path: [...path, each] });
  const where = { path: [...path, more[0] ?? keys[0] ?? ''] };
  if (more[0]) {
    const message = `this action has ${more.length + 1} blocks, run in the order of their keys: write each as an action of its own`;
    return [{ severity: 'warning', message, where }];
  }
  if (section) return [];
  const near = listOf(keys.slice(0, 10))
    .map((key) => nearest(String(key), SECTIONS))
    .find((each) => each !== undefined);
  return [
    {
      message: `an action is one of ${SECTIONS.join(', ')}; found ${listed(keys) || 'nothing'}`,
      expected: `one of ${SECTIONS.join(', ')}`,
      found: listed(keys) || 'nothing',
      where,
      ...(near !== undefined && { hint: `did you mean \`${near}\`?` }),
    },
  ];
}

type Read = { document: PositionedYaml; problems: [] } | { document?: undefined; problems: Problem[] };

/** The document, or why it is none. */
export function readYaml(text: string, file: string | undefined): Read {
  try {
    return { document: loadYamlWithPositions(text), problems: [] };
  } catch (thrown) {
    const error = toLavaError(thrown);
    if (error.kind === 'bug') throw thrown;
    const { message, hint, where } = error;
    return {
      problems: [
        {
          severity: 'error',
          message,
          where: { ...where, ...(file !== undefined && { file }) },
          ...(hint !== undefined && { hint }),
        },
      ],
    };
  }
}

/** Problems with their places in the text, in its order, not more than people can use. */
export function placed(problems: Problem[], document: PositionedYaml, file: string | undefined): Problem[] {
  const wrong = new Set(problems.filter(isError).map(({ where }) => JSON.stringify(where?.path)));
  const told = new Set<string>();
  const found = problems
    // What is wrong need not be warned of as well; several rules may say the same of one key.
    .filter((problem) => isError(problem) || !wrong.has(JSON.stringify(problem.where?.path)))
    .filter((problem) => {
      const said = JSON.stringify([problem.where?.path, problem.message]);
      return !told.has(said) && told.add(said);
    })
    .map((problem): Problem => {
      const place = document.at(problem.where?.path ?? []);
      const where = { ...(file !== undefined && { file }), ...problem.where, ...place };
      return { ...problem, severity: problem.severity ?? 'error', where };
    })
    .sort((a, b) => order(a) - order(b));
  return boundProblems(found);
}

function order({ where }: Problem): number {
  return (where?.line ?? 0) * 1e6 + (where?.column ?? 0);
}
