// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { issuesOf } from '@lava/protocol/error/issues.ts';
import { jobDefinition } from '@lava/protocol/job/definition.ts';
import { Job } from '@lava/protocol/job/job.ts';
import { seconds, Timeout } from '@lava/protocol/job/timeout.ts';
import { readLoosely } from '../job/loose-values.ts';
import { at } from '../job/read.ts';

/** What is wrong with a job apart from its blocks. */
export function envelopeProblems(
  job: unknown,
  { extraContext, deviceKnown }: { extraContext: readonly string[]; deviceKnown: boolean },
): Problem[] {
  // The server has made it of a multinode job and has added keys of its own.
  if (at(job, 'protocols', 'lava-multinode', 'target_group') !== undefined) return issuesOf(Job, job);
  const definition = definitionOf(extraContext);
  const { value, warnings } = readLoosely(definition, job, [], true);
  return [...issuesOf(definition, value), ...warnings, ...crossChecks(job, deviceKnown)];
}

type Definition = ReturnType<typeof jobDefinition>;

/** Making one costs milliseconds; an admin's list changes seldom, so the last one is kept. */
let last: { key: string; definition: Definition } | undefined;

function definitionOf(extraContext: readonly string[]): Definition {
  const key = extraContext.join('\0');
  if (last?.key !== key) last = { key, definition: jobDefinition(extraContext) };
  return last.definition;
}

/** Rules about several keys together. */
function crossChecks(job: unknown, deviceKnown: boolean): Problem[] {
  const problems: Problem[] = [];
  const multinode = at(job, 'protocols', 'lava-multinode');
  if (multinode === undefined && !deviceKnown && at(job, 'device_type') === undefined) {
    const path = ['device_type'];
    problems.push({
      message: '`device_type` is missing',
      expected: 'text',
      found: 'nothing',
      where: { path },
    });
  }
  const path = ['protocols', 'lava-multinode', 'roles'];
  if (multinode !== undefined && at(multinode, 'roles') === undefined)
    problems.push({
      message: '`roles` is missing',
      expected: 'a mapping',
      found: 'nothing',
      where: { path },
    });
  if (multinode !== undefined) problems.push(...outsideRoles(job));
  return problems;
}

/** Keys that belong into the roles of a multinode job. */
function outsideRoles(job: unknown): Problem[] {
  return ['device_type', 'environment', 'context', 'tags']
    .filter((key) => at(job, key) !== undefined)
    .map((key) => ({
      severity: 'warning',
      message: `\`${key}\` of a multinode job belongs to its roles`,
      where: { path: [key] },
    }));
}

/** A block cannot run longer than the job. */
export function timeoutWarnings(
  job: unknown,
  blocks: { block: unknown; path: (string | number)[] }[],
): Problem[] {
  const limit = secondsOf(at(job, 'timeouts', 'job'));
  if (limit === undefined || limit <= 0) return [];
  const places = [
    { value: at(job, 'timeouts', 'action'), path: ['timeouts', 'action'] },
    ...blocks.map(({ block, path }) => ({ value: at(block, 'timeout'), path: [...path, 'timeout'] })),
  ];
  return places
    .filter(({ value }) => (secondsOf(value) ?? 0) > limit)
    .map(({ path, value }) => ({
      severity: 'warning',
      message: `this time limit (${secondsOf(value)} s) is longer than that of the job (${limit} s)`,
      where: { path },
    }));
}

function secondsOf(value: unknown): number | undefined {
  const parsed = Timeout.safeParse(value);
  return parsed.success ? seconds(parsed.data) : undefined;
}
