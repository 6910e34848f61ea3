// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import { methods } from '@lava/protocol/device/device.ts';
import { isError, LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { issuesOf, shown } from '@lava/protocol/error/issues.ts';
import { nearest } from '@lava/protocol/error/nearest.ts';
import { listed } from '@lava/protocol/error/problems.ts';
import { Block } from '@lava/protocol/job/job.ts';
import { CommandBlock } from '../command/schema.ts';
import { bootSchemas, deploySchemas, testSchemas } from '../generated/method-schemas.ts';
import { HoldBlock } from '../hold/schema.ts';
import { boardOf } from '../job/board.ts';
import { BUILT_IN_COMMANDS } from '../job/built-in-commands.ts';
import { readLoosely } from '../job/loose-values.ts';
import type { MethodSchema } from '../job/method-schema.ts';
import { at } from '../job/read.ts';
import type { PlacedBlock, Section } from '../rules/placed-block.ts';
import { notRunnable } from './not-runnable.ts';
import { unknownKeys } from './unknown-keys.ts';

type Path = (string | number)[];
export const SECTIONS: readonly Section[] = ['deploy', 'boot', 'test', 'command', 'hold'];

/**
 * What is wrong with one block: its method, its keys, and, with a device, why no method takes it.
 * @param protocols the job's, which methods see as keys of the block
 */
export function blockProblems(placed: PlacedBlock, protocols: unknown, device?: Device): Problem[] {
  const { section, block, path } = placed;
  if (typeof block !== 'object' || block === null || Array.isArray(block)) {
    const found = shown(block);
    return [
      {
        message: `\`${section}\`: expected a mapping, found ${found}`,
        expected: 'a mapping',
        found,
        where: { path },
      },
    ];
  }
  switch (section) {
    case 'deploy':
      return methodProblems(placed, 'to', deploySchemas, protocols, device);
    case 'boot':
      return methodProblems(placed, 'method', bootSchemas, protocols, device);
    case 'test':
      return testProblems(placed, block, protocols, device);
    case 'command':
      return commandProblems(block, path, device);
    case 'hold':
      return [...issuesOf(HoldBlock, block, path), ...unknownKeys(HoldBlock, block, path)];
  }
}

function methodProblems(
  { section, block, path }: PlacedBlock,
  key: 'to' | 'method',
  all: readonly MethodSchema[],
  protocols: unknown,
  device: Device | undefined,
): Problem[] {
  const word = at(block, key);
  const where = { path: [...path, key] };
  const { words, expected } = wordsOf(all);
  if (word === undefined) return [{ message: `\`${key}\` is missing`, expected, found: 'nothing', where }];
  if (typeof word !== 'string')
    return [
      { message: `\`${key}\`: expected text, found ${shown(word)}`, expected, found: shown(word), where },
    ];
  const candidates = all.filter((method) => method.words.includes(word));
  if (candidates.length === 0) {
    const near = nearest(word, words);
    return [
      ...issuesOf(Block, block, path),
      {
        // LAVA takes such a job, and fails when it runs; with a device at hand we know.
        severity: device ? 'error' : 'warning',
        message: `no ${section} method is called \`${word}\``,
        expected,
        found: word,
        where,
        ...(near !== undefined && { hint: `did you mean \`${near}\`?` }),
      },
    ];
  }
  const placed = { section, block, path };
  if (!device) return schemaProblems(candidates, placed, where);
  const refused = refusals(candidates, section, block, protocols, device, where);
  if (refused.length > 0) return [...refused, ...schemaProblems(candidates, placed, where)];
  return schemaProblems(accepting(candidates, block, protocols, device), placed, where);
}

/** The method that takes the block on the device, as when it is planned: of those that do, the first of the highest priority. */
function accepting(
  candidates: readonly MethodSchema[],
  block: unknown,
  protocols: unknown,
  device: Device,
): readonly MethodSchema[] {
  const parsed = Block.safeParse({ ...(block as object), ...(protocols as object | undefined) });
  if (!parsed.success) return candidates;
  const taking = candidates.filter((method) => refusalOf(method, parsed.data, device) === undefined);
  const [first] = taking.toSorted((a, b) => (b.priority ?? -1) - (a.priority ?? -1));
  return first ? [first] : candidates;
}

/** All names of methods, and how a message lists them. */
function wordsOf(all: readonly MethodSchema[]): { words: string[]; expected: string } {
  const known = WORDS.get(all);
  if (known) return known;
  const words = [...new Set(all.flatMap((method) => method.words))].sort();
  const made = { words, expected: `one of ${words.join(', ')}` };
  WORDS.set(all, made);
  return made;
}

const WORDS = new WeakMap<readonly MethodSchema[], ReturnType<typeof wordsOf>>();

/** Of several methods with one name, the one that comes nearest is meant. */
function schemaProblems(
  candidates: readonly MethodSchema[],
  placed: PlacedBlock,
  where: Problem['where'],
): Problem[] {
  const { block, path } = placed;
  const errors = candidates.map((method) => {
    const { value, warnings } = readLoosely(method.schema, block, path);
    return { method, value, warnings, issues: issuesOf(method.schema, value, path) };
  });
  const best = errors.reduce((a, b) => (b.issues.length < a.issues.length ? b : a));
  const equal = errors.filter(({ issues }) => issues.length === best.issues.length);
  const names = equal.map(({ method }) => method.name);
  return [
    ...best.issues,
    ...best.warnings,
    ...unknownKeys(best.method.schema, best.value, path),
    ...notRunnable(placed, names, where),
  ];
}

function refusals(
  candidates: readonly MethodSchema[],
  section: Section,
  block: unknown,
  protocols: unknown,
  device: Device,
  where: Problem['where'],
): Problem[] {
  const reasons: string[] = [];
  const parsed = Block.safeParse({ ...(block as object), ...(protocols as object | undefined) });
  if (!parsed.success) return []; // the errors of its keys tell enough
  for (const method of candidates) {
    const reason = refusalOf(method, parsed.data, device);
    if (reason === undefined) return [];
    reasons.push(`${method.name}: ${reason}`);
  }
  const available = section === 'deploy' || section === 'boot' ? Object.keys(methods(device, section)) : [];
  return [
    {
      message: `no ${section} method takes this block on this device: ${reasons.join('; ')}`,
      where,
      ...(available.length > 0 && { hint: `${section} methods of the device: ${available.join(', ')}` }),
    },
  ];
}

function refusalOf(method: MethodSchema, block: Block, device: Device): string | undefined {
  try {
    return method.refuses({ block, board: boardOf(device) });
  } catch (thrown) {
    if (thrown instanceof LavaError) return thrown.message;
    throw thrown;
  }
}

const TEST_WORDS = [...new Set(['definitions', ...testSchemas.flatMap((method) => method.words)])];

/** The kind of a test block is the first of these keys that it has. */
function testProblems(
  placed: PlacedBlock,
  block: object,
  protocols: unknown,
  device: Device | undefined,
): Problem[] {
  const { section, path } = placed;
  const words = TEST_WORDS;
  const word = words.find((each) => Object.hasOwn(block, each));
  if (word === undefined) {
    const near = Object.keys(block)
      .slice(0, 10)
      .map((key) => nearest(key, words))
      .find((each) => each !== undefined);
    return [
      {
        message: `a test block needs one of ${words.join(', ')}`,
        expected: words.join(', '),
        found: listed(Object.keys(block)) || 'nothing',
        where: { path },
        ...(near !== undefined && { hint: `did you mean \`${near}\`?` }),
      },
    ];
  }
  const candidates = testSchemas.filter(
    (method) =>
      method.words.includes(word) &&
      (method.name === 'docker') === ('docker' in block && word === 'definitions'),
  );
  if (!candidates[0]) return [];
  const where = { path: [...path, word] };
  const judged = schemaProblems(candidates, placed, where);
  // Without a sound block its method says nothing more than its keys do.
  if (!device || judged.some(isError)) return judged;
  return [...refusals(candidates, section, block, protocols, device, where), ...judged];
}

function commandProblems(block: object, path: Path, device: Device | undefined): Problem[] {
  const problems = [...issuesOf(CommandBlock, block, path), ...unknownKeys(CommandBlock, block, path)];
  const name = at(block, 'name');
  const known = [...BUILT_IN_COMMANDS, ...Object.keys(Object(at(device?.commands, 'users')))];
  if (!device || typeof name !== 'string' || known.includes(name)) return problems;
  const near = nearest(name, known);
  return [
    ...problems,
    {
      message: `the device has no command \`${name}\``,
      expected: `one of ${known.join(', ')}`,
      found: name,
      where: { path: [...path, 'name'] },
      ...(near !== undefined && { hint: `did you mean \`${near}\`?` }),
    },
  ];
}
