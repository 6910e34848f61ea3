// SPDX-License-Identifier: Apache-2.0
import { COMMANDS, type CommandEntry } from '../commands/index.ts';
import { FORMATS } from '../output/format.ts';
import { kebab } from '../program/kebab.ts';
import type { Completion, Option, Verb } from '../program/verb.ts';
import { namesOf } from './names.ts';

/** What the shell does itself: the scripts know these words. */
const FILES: Partial<Record<Completion, string>> = { file: '@file', directory: '@dir' };

const GLOBAL_OPTIONS = ['--server', '--url', '--token-file', '--output', '--json', '--help'];
const LIST_OPTIONS = ['--columns', '--no-header'];

/**
 * Words that may follow on a command line, for the completion of a shell.
 *
 * @param words those after `lava`; the last is the one that is being typed, perhaps empty
 * @returns candidates that begin with it; `@file` and `@dir` where a path goes
 */
export async function candidates(words: readonly string[]): Promise<string[]> {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const found = await possible(before, typed);
  return found.filter((word) => word.startsWith('@') || word.startsWith(typed));
}

async function possible(before: readonly string[], typed: string): Promise<string[]> {
  const place = await follow(before);
  const last = before.at(-1) ?? '';
  if (last === '--server') return namesOf('servers');
  if (last === '-o' || last === '--output') return [...FORMATS];
  if (place.verb) {
    const option = optionOf(place.verb, last);
    if (option?.schema) return option.choices ? [...option.choices] : ofKind(option.complete);
    if (typed.startsWith('-')) return optionsOf(place.verb);
    return argumentAfter(place.verb, place.words);
  }
  return typed.startsWith('-') ? GLOBAL_OPTIONS : place.next;
}

interface Place {
  /** Words that may come next, where no verb is complete yet. */
  next: string[];
  verb?: Verb;
  /** Arguments of the verb so far. */
  words: string[];
}

async function follow(before: readonly string[]): Promise<Place> {
  const words = before.filter((word, index) => !word.startsWith('-') && !takesValue(before[index - 1]));
  const [noun, ...rest] = words;
  if (noun === undefined) return { next: [...Object.keys(COMMANDS), 'help'], words: [] };
  const entry = entryOf(noun);
  if (!entry) return { next: [], words: [] };
  if ('verb' in entry)
    return { next: [], verb: await entry.verb(), words: withoutValues(await entry.verb(), before, rest) };
  const { verbs, otherwise = '' } = await entry.load();
  const depth = verbs[`${rest[0]} ${rest[1]}`] ? 2 : 1;
  const load = verbs[rest.slice(0, depth).join(' ')];
  const unnamed = rest.length > 0 && !load ? verbs[otherwise] : undefined;
  const verb = await (load ?? unnamed)?.();
  if (verb) return { next: [], verb, words: withoutValues(verb, before, unnamed ? rest : rest.slice(depth)) };
  const within = Object.keys(verbs).filter((path) =>
    rest.every((word, index) => path.split(' ')[index] === word),
  );
  return { next: [...new Set(within.map((path) => path.split(' ')[rest.length] ?? ''))], words: [] };
}

function entryOf(noun: string): CommandEntry | undefined {
  return Object.entries(COMMANDS).find(
    ([name, { aliases }]) => name === noun || aliases?.includes(noun),
  )?.[1];
}

function takesValue(word: string | undefined): boolean {
  return ['--server', '--url', '--token-file', '-o', '--output', '--columns'].includes(word ?? '');
}

function withoutValues(verb: Verb, before: readonly string[], words: readonly string[]): string[] {
  return words.filter((word) => optionOf(verb, before[before.indexOf(word) - 1] ?? '')?.schema === undefined);
}

function optionOf(verb: Verb, word: string): Option | undefined {
  return Object.entries(verb.options).find(
    ([name, { short }]) => word === `--${kebab(name)}` || (short && word === `-${short}`),
  )?.[1];
}

function optionsOf(verb: Verb): string[] {
  const own = Object.keys(verb.options).map((name) => `--${kebab(name)}`);
  return [...own, ...(verb.list ? LIST_OPTIONS : []), ...GLOBAL_OPTIONS];
}

function argumentAfter(verb: Verb, words: readonly string[]): string[] | Promise<string[]> {
  const declared = Object.values(verb.arguments);
  const argument =
    declared[words.length] ?? (declared.at(-1)?.form === 'variadic' ? declared.at(-1) : undefined);
  return argument ? ofKind(argument.complete) : [];
}

function ofKind(kind: Completion | undefined): string[] | Promise<string[]> {
  if (kind === undefined) return [];
  const word = FILES[kind];
  return word ? [word] : namesOf(kind as Exclude<Completion, 'file' | 'directory'>);
}
