// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem, serializeError } from '@lava/protocol/error/error.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { compute, isQuick } from '../../compute/compute.ts';
import type { Database, Queries } from '../../db/database.ts';
import { getDevice } from '../../db/queries/devices.ts';
import { objectGrants } from '../../db/queries/grants.ts';
import { renderDevice } from '../../device-types/templates/render.ts';
import { withoutQuotations } from '../../devices/problem.ts';
import { type DeviceFacts, deviceFacts } from '../../json-jobs/device-facts.ts';
import { permits } from '../../rights/grants.ts';
import type { Actor } from '../../rights/permissions.ts';
import {
  type JsonTarget,
  readJsonJob,
  type Translated,
  type TranslationInput,
  translateText,
} from './json-job.ts';
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
export async function readSubmission(db: Database, actor: Actor, text: string): Promise<Submission> {
  const job = await jsonTarget(text);
  if (!job) return { definition: text, json: false, warnings: [] };
  const { type, facts } = await db.run((q) => factsFor(q, actor, job));
  const input: TranslationInput = {
    text,
    type: type ?? job.type,
    facts: facts instanceof LavaError ? { error: serializeError(facts) } : { found: facts },
  };
  const { definition, warnings } = isQuick(text)
    ? translateText(input)
    : ((await compute('translate-json-job', input)) as Translated);
  return {
    definition,
    json: true,
    warnings: warnings.map((message): Problem => ({ severity: 'warning', message })),
  };
}

/** The key that every action of a JSON job has. */
const COMMAND = /command['"]?\s*:/;

async function jsonTarget(text: string): Promise<JsonTarget | undefined> {
  if (!COMMAND.test(text)) return undefined; // saves reading nearly all jobs twice
  return isQuick(text)
    ? readJsonJob(text)
    : ((await compute('read-json-job', text)) as JsonTarget | undefined);
}

/** Facts of a device that the job asks for, or why there are none; the type that goes with `target`. */
async function factsFor(
  q: Queries,
  actor: Actor,
  { device: target, type }: JsonTarget,
): Promise<{ type?: string; facts: DeviceFacts | LavaError }> {
  try {
    if (target !== undefined) {
      const device = await getDevice(q, target);
      const grants = await objectGrants(q, 'device', target);
      if (!device || device.health === 'retired' || !grants || !permits(actor, 'submit', grants))
        throw unschedulable(`there is no device ${target}`);
      return { type: device.device_type, facts: await factsOf(q, device.device_type, [device]) };
    }
    if (type === undefined) return { facts: deviceFacts(undefined) };
    const found = await devicesFor(q, actor, type);
    // Those that could take the job before the others.
    const own = found.devices.filter((each) => permits(actor, 'submit', { kind: 'device', ...each }));
    const devices = own.toSorted((a, b) => Number(a.exclusive) - Number(b.exclusive));
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
