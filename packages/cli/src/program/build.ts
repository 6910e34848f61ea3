// SPDX-License-Identifier: Apache-2.0
import { type Command, Option as CommanderOption } from 'commander';
import { COMMANDS, type CommandEntry } from '../commands/index.ts';
import { createContext } from '../context.ts';
import { isForPeople } from '../output/format.ts';
import { reportError } from '../report.ts';
import { LIST_OPTIONS, newProgram, readGlobals } from './globals.ts';
import { kebab } from './kebab.ts';
import { readArguments, readOptions } from './read.ts';
import type { Argument, Option, Verb } from './verb.ts';

/** Shorter words for verbs, the same for all nouns. */
const VERB_ALIASES: Record<string, string> = { list: 'ls', show: 'get', remove: 'rm', delete: 'rm' };

/** The `lava` program with every command, for help, reference and completion. */
export function wholeProgram(): Promise<Command> {
  return buildProgram([], true);
}

/**
 * The program for one command line: only the files of the command that it names are loaded, so that a command starts fast.
 *
 * @param words those of the command line that are not options
 */
export async function buildProgram(words: readonly string[], whole = false): Promise<Command> {
  const program = newProgram();
  const [noun, ...rest] = words;
  let heading = '';
  for (const [name, entry] of Object.entries(COMMANDS)) {
    heading = entry.heading ?? heading;
    const named = name === noun || entry.aliases?.includes(noun ?? '');
    const command = program
      .command(name)
      .description(entry.summary)
      .helpGroup(`${heading}:`)
      .aliases(entry.aliases ?? []);
    if (whole || named) await fill(command, entry, whole ? undefined : rest);
  }
  return program;
}

/** @param words what follows the noun; undefined to load everything */
async function fill(
  command: Command,
  entry: CommandEntry,
  words: readonly string[] | undefined,
): Promise<void> {
  if ('verb' in entry) return complete(command, await entry.verb());
  const { verbs, otherwise } = await entry.load();
  for (const [path, load] of Object.entries(verbs)) {
    const [first = '', second] = path.split(' ');
    const chosen = words === undefined || !isVerb(words, Object.keys(verbs)) || matches(words, first, second);
    if (!chosen) continue;
    const parent = second === undefined ? command : group(command, first);
    const verb = parent.command(second ?? first, { isDefault: path === otherwise });
    const alias = VERB_ALIASES[second ?? first];
    if (alias !== undefined && !taken(verbs, path, alias)) verb.alias(alias);
    complete(verb, await load());
  }
}

/** Whether the words name a verb; else help is shown, which has all of them. */
function isVerb(words: readonly string[], paths: readonly string[]): boolean {
  return paths.some((path) => {
    const [first = '', second] = path.split(' ');
    return matches(words, first, second);
  });
}

function matches([word, next]: readonly string[], first: string, second: string | undefined): boolean {
  const is = (typed: string | undefined, verb: string) =>
    typed !== undefined && (typed === verb || typed === VERB_ALIASES[verb]);
  return second === undefined ? is(word, first) : word === first && is(next, second);
}

function taken(verbs: object, path: string, alias: string): boolean {
  return Object.hasOwn(verbs, path.replace(/\S+$/, alias));
}

function group(command: Command, name: string): Command {
  const found = command.commands.find((child) => child.name() === name) as Command | undefined;
  return (
    found ?? command.command(name).description(`${name} of one of the ${command.name().replaceAll('-', ' ')}`)
  );
}

function complete(command: Command, verb: Verb): void {
  command.description(verb.summary);
  for (const [name, argument] of Object.entries(verb.arguments))
    command.argument(written(name, argument), argument.text);
  for (const [name, option] of Object.entries(verb.options)) command.addOption(commanderOption(name, option));
  if (verb.list) for (const option of LIST_OPTIONS) command.addOption(option);
  command.action(async () => {
    const given = command.optsWithGlobals();
    let forPrograms = false;
    try {
      const globals = readGlobals(given, verb);
      forPrograms = !isForPeople(globals.format);
      const args = readArguments(verb.arguments, command.args);
      const options = readOptions(verb.options, given);
      process.exitCode = (await verb.run(createContext(globals), args as never, options as never)) ?? 0;
    } catch (error) {
      process.exitCode = reportError(error, forPrograms);
    }
  });
}

function written(name: string, { form }: Argument): string {
  return { required: `<${name}>`, optional: `[${name}]`, variadic: `<${name}...>` }[form];
}

function commanderOption(name: string, option: Option): CommanderOption {
  const long = `--${kebab(name)}`;
  const flags = `${option.short ? `-${option.short}, ` : ''}${long}${option.schema ? ` <${option.value}>` : ''}`;
  const made = new CommanderOption(flags, option.text);
  if (option.choices) made.argChoices = [...option.choices];
  if (option.many)
    made.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  if (option.schema && typeof option.default === 'string' && option.default !== '')
    made.default(option.default);
  if (typeof option.default === 'number') made.default(String(option.default));
  return made.makeOptionMandatory(option.required);
}
