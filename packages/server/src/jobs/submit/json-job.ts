// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem, parseError, type serializeError } from '@lava/protocol/error/error.ts';
import { isJsonJob } from '@lava/protocol/job/json-job.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { loadYamlWithPositions } from '@lava/yaml/positions.ts';
import type { DeviceFacts } from '../../json-jobs/device-facts.ts';
import { translate } from '../../json-jobs/translate.ts';

/** JSON jobs of the first dispatcher as texts. Everything here is plain data, so that a thread can do it. */

/** What a JSON job asks for. */
export interface JsonTarget {
  device: string | undefined;
  type: string | undefined;
}

export interface TranslationInput {
  text: string;
  /** Type of the device that the job names. */
  type: string | undefined;
  /** Of a device that the job asks for, or why there are none, as `serializeError` gives it. */
  facts: { found: DeviceFacts } | { error: ReturnType<typeof serializeError> };
}

export interface Translated {
  definition: string;
  warnings: string[];
}

/** Undefined for a text that is not a JSON job; texts that are not YAML are left to the checks that report their problems. */
export function readJsonJob(text: string): JsonTarget | undefined {
  let job: unknown;
  try {
    job = loadYaml(text);
  } catch (thrown) {
    if (thrown instanceof LavaError) return undefined;
    throw thrown;
  }
  if (!isJsonJob(job)) return undefined;
  const { target, device_type, device_group } = job as Record<string, unknown>;
  const [first] = Array.isArray(device_group) ? (device_group as unknown[]) : [];
  const type = device_type ?? (Object(first) as { device_type?: unknown }).device_type;
  return {
    device: typeof target === 'string' ? target : undefined,
    type: typeof type === 'string' ? type : undefined,
  };
}

/** @throws LavaError `job-invalid` with each problem at its place in the text */
export function translateText({ text, type, facts }: TranslationInput): Translated {
  const document = loadYamlWithPositions(text);
  const job = document.value as Record<string, unknown>;
  try {
    const translated = translate({ ...job, ...(type !== undefined && { device_type: type }) }, () => {
      if ('error' in facts) throw parseError(facts.error);
      return facts.found;
    });
    return { definition: dumpYaml(translated.definition), warnings: translated.warnings };
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
