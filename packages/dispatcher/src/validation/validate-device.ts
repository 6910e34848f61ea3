// SPDX-License-Identifier: Apache-2.0
import { checkDevice } from '@lava/protocol/device/configuration.ts';
import { Device } from '@lava/protocol/device/device.ts';
import { isError, type Problem } from '@lava/protocol/error/error.ts';
import { issuesOf } from '@lava/protocol/error/issues.ts';
import { bootSchemas, deploySchemas, testSchemas } from '../generated/method-schemas.ts';
import type { MethodSchema } from '../job/method-schema.ts';
import { at } from '../job/read.ts';
import { placed, readYaml } from './validate-job.ts';

export interface ValidatedDevice {
  /** The device, unless some problem is an error. */
  device?: Device;
  /** All of them, in the order of the text. */
  problems: Problem[];
}

/**
 * Checks a rendered device configuration: all its problems, each with its place. What a method finds
 * odd in its own entry is a warning: a job that does not use the method runs all the same.
 */
export function validateDevice(text: string, file?: string): ValidatedDevice {
  const read = readYaml(text, file);
  if (!read.document) return { problems: read.problems };
  const { value } = read.document;
  const found = [...checkDevice(value), ...entryProblems(value)];
  const problems = placed(found, read.document, file);
  if (problems.some(isError)) return { problems };
  const parsed = Device.safeParse(value);
  if (parsed.success) return { device: parsed.data, problems };
  return { problems: placed([...found, ...issuesOf(Device, value, [])], read.document, file) };
}

function entryProblems(device: unknown): Problem[] {
  return [
    ...sectionProblems(device, 'deploy', deploySchemas),
    ...sectionProblems(device, 'boot', bootSchemas),
    ...sectionProblems(device, 'test', testSchemas),
  ];
}

function sectionProblems(device: unknown, section: string, methods: readonly MethodSchema[]): Problem[] {
  const entries = at(device, 'actions', section, 'methods');
  return Object.entries(Object(entries)).flatMap(([name, entry]) => {
    const candidates = methods.filter((method) => method.device && deviceWords(method).includes(name));
    const path = ['actions', section, 'methods', name];
    const issues = candidates.map(({ device: schema }) => (schema ? issuesOf(schema, entry, path) : []));
    const best = issues.reduce((a, b) => (b.length < a.length ? b : a), issues[0] ?? []);
    return best.map((problem): Problem => ({ ...problem, severity: 'warning' }));
  });
}

/** Names of the method's entry in device configurations. */
export function deviceWords(method: MethodSchema): readonly string[] {
  return method.deviceWords ?? method.words;
}
