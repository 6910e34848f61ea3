// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Block } from '@lava/protocol/job/job.ts';
import * as z from 'zod';
import type { Asked, MethodSchema, TestMethodSchema } from './method-schema.ts';
import { textOf } from './read.ts';

interface Declared<S> {
  /** One sentence of what the method does, for the reference. */
  summary: string;
  /** Shape of the method's entry in the device's configuration; absent when the entry says nothing but that it is there. */
  settings?: z.ZodType<S>;
  /** Names of that entry, where they are not the method's own words. */
  entries?: readonly string[];
  /** Of several methods that take a block, the highest wins; -1 when absent. */
  priority?: number;
}

interface DeclaredMethod<T extends z.ZodRawShape, S> extends Declared<S> {
  /** What users write for it; several where one method answers to several. */
  word: string | readonly string[];
  /** Name of its folder, where that is not its first word. */
  name?: string;
  /** Shape of the block; the key with the word is added. */
  block: z.ZodObject<T, z.core.$loose>;
  /** Names of methods that the device must have; the first word when absent. */
  needs?: readonly string[];
  /** Keys of the device's configuration that it must have. */
  deviceKeys?: readonly string[];
  /** Keys of the block without which another method may take it. */
  keys?: readonly string[];
  /** The block must have `commands`: without them it is wrong, whoever takes it. */
  commands?: 'required';
  /** Further reasons against it, asked when all of the above hold. */
  refuses?: (asked: Asked) => string | undefined;
}

/** A way to deploy: `to: word`. The word, what refuses a block, its JSON Schema and its reference follow from this. */
export function deployMethod<T extends z.ZodRawShape, S = unknown>(
  declared: DeclaredMethod<T, S>,
): MethodSchema<Parsed<T>, S> {
  return define('deploy', 'to', declared);
}

/** A way to boot: `method: word`. */
export function bootMethod<T extends z.ZodRawShape, S = unknown>(
  declared: DeclaredMethod<T, S>,
): MethodSchema<Parsed<T>, S> {
  return define('boot', 'method', declared);
}

type Parsed<T extends z.ZodRawShape> = z.infer<z.ZodObject<T, z.core.$loose>> & Block;

function define<T extends z.ZodRawShape, S>(
  section: 'deploy' | 'boot',
  key: 'to' | 'method',
  declared: DeclaredMethod<T, S>,
): MethodSchema<Parsed<T>, S> {
  const { word, block, summary, settings, entries, priority } = declared;
  const words = typeof word === 'string' ? [word] : word;
  const [first = ''] = words;
  return {
    name: declared.name ?? first,
    words,
    summary,
    schema: block.extend({ [key]: wordOf(words) }) as unknown as z.ZodType<Parsed<T>>,
    ...(settings && { device: settings }),
    ...(entries && { deviceWords: entries }),
    ...(priority !== undefined && { priority }),
    refuses: (asked) => refuses(section, key, words, declared, asked),
  };
}

function wordOf(words: readonly string[]): z.ZodType<string> {
  return words.length === 1 ? z.literal(words[0] ?? '') : z.enum(words);
}

function refuses<T extends z.ZodRawShape, S>(
  section: 'deploy' | 'boot',
  key: 'to' | 'method',
  words: readonly string[],
  { needs = words.slice(0, 1), deviceKeys = [], keys = [], commands, refuses: more }: DeclaredMethod<T, S>,
  asked: Asked,
): string | undefined {
  const { block, board } = asked;
  const word = textOf(block[key]);
  if (!words.includes(word))
    return words.length === 1 ? `\`${key}\` is not ${words[0]}` : `\`${key}\` is none of ${words.join(', ')}`;
  if (commands === 'required' && !('commands' in block))
    throw new LavaError('job-invalid', `${section} method ${word} needs \`commands\``);
  return (
    lacking(needs, board.methods[section], (name) => `the device has no ${section} method ${name}`) ??
    lacking(deviceKeys, board.keys, (name) => `the device has no ${name}`) ??
    lacking(keys, Object.keys(block), (name) => `the block has no \`${name}\``) ??
    more?.(asked)
  );
}

function lacking(
  names: readonly string[],
  known: readonly string[],
  say: (name: string) => string,
): string | undefined {
  const name = names.find((each) => !known.includes(each));
  return name === undefined ? undefined : say(name);
}

interface DeclaredTest<B extends Block, S> extends Declared<S> {
  /** Key of the block that asks for it. */
  word: string;
  name?: string;
  block: z.ZodType<B>;
  /** What its blocks need of the deploy and boot blocks of their namespace; nothing when absent. */
  needs?: readonly ('deployment data' | 'overlay' | 'shell')[];
  refuses?: (asked: Asked) => string | undefined;
}

/** A way to test: a block with the key `word`. */
export function testMethod<B extends Block, S = unknown>({
  word,
  name = word,
  block,
  summary,
  settings,
  entries,
  priority,
  needs = [],
  refuses: more,
}: DeclaredTest<B, S>): TestMethodSchema<B, S> {
  return {
    name,
    words: [word],
    summary,
    schema: block,
    ...(settings && { device: settings }),
    ...(entries && { deviceWords: entries }),
    ...(priority !== undefined && { priority }),
    needsDeploymentData: needs.includes('deployment data'),
    needsOverlay: needs.includes('overlay'),
    needsShell: needs.includes('shell'),
    refuses: (asked) => (word in asked.block ? more?.(asked) : `the block has no \`${word}\``),
  };
}
