// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { isJsonJob } from '@lava/protocol/job/json-job.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { loadYamlWithPositions, type PositionedYaml } from '@lava/yaml/positions.ts';
import type { Database, Queries } from '../../db/database.ts';
import { getDevice } from '../../db/queries/devices.ts';
import { renderDevice } from '../../device-types/templates/render.ts';
import { withoutQuotations } from '../../devices/problem.ts';
import { type DeviceFacts, deviceFacts } from '../../json-jobs/device-facts.ts';
import { translate } from '../../json-jobs/translate.ts';
import { devicesFor, unschedulable } from './target.ts';

/** A job text as it came in, and what it means. */
export interface Submission {
  /** Pipeline YAML, which runs: the text itself, or its translation. */
  definition: string;
  /** Whether it was written for the first dispatcher. */
  json: boolean;
  /** What the translation left out. */
  warnings: Problem[];
}

/**
 * Translates a JSON job, for the devices that it asks for; leaves any other text as it is, right or wrong.
 * @throws LavaError `job-invalid` with each problem at its place in the text, `job-unschedulable`
 */
export async function readSubmission(db: Database, text: string): Promise<Submission> {
  const document = jsonJob(text);
  if (!document) return { definition: text, json: false, warnings: [] };
  const { definition, warnings } = await db.run((q) => translateFor(q, document));
  return {
    definition: dumpYaml(definition),
    json: true,
    warnings: warnings.map((message): Problem => ({ severity: 'warning', message })),
  };
}

/** The document if it is a JSON job. Texts that are no YAML are left to those who tell what is wrong with them. */
function jsonJob(text: string): PositionedYaml | undefined {
  if (!text.includes('command')) return undefined; // spares reading most jobs twice
  try {
    return isJsonJob(loadYaml(text)) ? loadYamlWithPositions(text) : undefined;
  } catch (thrown) {
    if (thrown instanceof LavaError) return undefined;
    throw thrown;
  }
}

async function translateFor(q: Queries, document: PositionedYaml) {
  const job = document.value as Record<string, unknown>;
  const { type, facts } = await factsFor(q, job);
  try {
    return translate({ ...job, ...(type !== undefined && { device_type: type }) }, () => {
      if (facts instanceof LavaError) throw facts;
      return facts;
    });
  } catch (thrown) {
    if (!(thrown instanceof LavaError) || thrown.problems.length === 0) throw thrown;
    const problems = thrown.problems.map((problem): Problem => {
      const place = document.at(problem.where?.path ?? []);
      return { severity: 'error', ...problem, where: { ...problem.where, ...place } };
    });
    const order = ({ where }: Problem) => (where?.line ?? 0) * 1e6 + (where?.column ?? 0);
    problems.sort((a, b) => order(a) - order(b));
    throw new LavaError(thrown.code, thrown.message, { problems });
  }
}

/** Facts of a device that the job asks for, or why there are none; the type that goes with `target`. */
async function factsFor(
  q: Queries,
  job: Record<string, unknown>,
): Promise<{ type?: string; facts: DeviceFacts | LavaError }> {
  const group = job.device_group as { device_type?: unknown }[] | undefined;
  const type = job.device_type ?? (Array.isArray(group) ? group[0]?.device_type : undefined);
  try {
    if (typeof job.target === 'string') {
      const device = await getDevice(q, job.target);
      if (!device || device.health === 'retired') throw unschedulable(`there is no device ${job.target}`);
      return { type: device.device_type, facts: await factsOf(q, device.device_type, [device]) };
    }
    if (typeof type !== 'string') return { facts: deviceFacts(undefined) };
    const found = await devicesFor(q, type);
    // Those that could take the job before the others.
    const devices = found.devices.toSorted((a, b) => Number(a.exclusive) - Number(b.exclusive));
    return { facts: await factsOf(q, found.type, devices) };
  } catch (thrown) {
    if (thrown instanceof LavaError && thrown.code === 'job-unschedulable') return { facts: thrown };
    throw thrown;
  }
}

/** Of the first of them that has a configuration. */
async function factsOf(q: Queries, deviceType: string, devices: { name: string }[]): Promise<DeviceFacts> {
  let reason = '';
  for (const { name } of devices) {
    try {
      return deviceFacts(loadYaml(await renderDevice(q, { name, deviceType })));
    } catch (thrown) {
      if (!(thrown instanceof LavaError) || thrown.kind === 'bug') throw thrown;
      reason ||= withoutQuotations(thrown).message;
      // One that takes the whole time of a template is enough.
      if (thrown.code === 'template-limit') break;
    }
  }
  throw unschedulable(`a JSON job is translated for its device, which has no configuration: ${reason}`);
}
