// SPDX-License-Identifier: Apache-2.0
import { type Device, methods } from '@lava/protocol/device/device.ts';
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { issuesOf } from '@lava/protocol/error/issues.ts';
import type { Block } from '@lava/protocol/job/job.ts';
import type { MethodSchema } from '../job/method-schema.ts';
import { textOf } from '../job/read.ts';

type Section = 'deploy' | 'boot' | 'test';

/**
 * The method's entry in the device's configuration, parsed by the method's schema; null when the device has none.
 * @param odd when given, an entry of another shape is taken as it is; gets what is wrong with it
 * @throws LavaError `device-invalid` with every problem
 */
export function settingsOf(
  method: MethodSchema,
  device: Device,
  section: Section,
  block: Block,
  odd?: Problem[],
): unknown {
  const all = section === 'test' ? (device.actions.test?.methods ?? {}) : methods(device, section);
  const name = entryNames(method, block).find((each) => Object.hasOwn(all, each));
  const entry = name === undefined ? null : (all[name] ?? null);
  if (!method.device || name === undefined) return entry;
  const result = method.device.safeParse(entry);
  if (result.success) return result.data;
  const path = ['actions', section, 'methods', name];
  const problems = issuesOf(method.device, entry, path).map((problem) => ({
    ...problem,
    message: `device: ${problem.message}`,
    where: { ...problem.where, file: 'device' },
  }));
  if (!odd) throw invalid(`${section} method ${name} of the device has problems`, problems);
  odd.push(...problems);
  return entry;
}

function invalid(message: string, problems: readonly Problem[]): LavaError {
  const [first] = problems;
  if (!first || problems.length > 1)
    return new LavaError('device-invalid', message, { problems: [...problems] });
  return new LavaError('device-invalid', first.message, { hint: first.hint, where: first.where });
}

/** Names that the entry may have: the word of the block before the others. */
function entryNames({ words, deviceWords }: MethodSchema, { to, method }: Block): readonly string[] {
  if (deviceWords) return deviceWords;
  const asked = textOf(method ?? to);
  return words.includes(asked) ? [asked, ...words] : words;
}
