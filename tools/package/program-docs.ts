// SPDX-License-Identifier: Apache-2.0
import { wholeProgram } from '@lava/cli/program/build.ts';
import { RUN_OPTIONS } from '@lava/dispatcher/front/usage.ts';
import { describeSettings } from '@lava/kit/config/settings.ts';
import { manageProgram } from '@lava/server/manage/program.ts';
import { ServerSettings } from '@lava/server/settings.ts';
import { WorkerSettings } from '@lava/worker/settings.ts';
import { WORKER_COMMANDS } from '@lava/worker/usage.ts';
import type { Command } from 'commander';
import type * as z from 'zod';

/** What man pages and completions say about a program; made from what the program itself parses its command line with. */
export interface ProgramDoc {
  name: string;
  /** Options that stand anywhere. */
  options: OptionDoc[];
  commands: CommandDoc[];
}

export interface CommandDoc {
  /** Words after the program's name. */
  path: string[];
  summary: string;
  /** As it is written: `<file>`, `[url]`, `<ids…>`. */
  arguments: string[];
  options: OptionDoc[];
}

export interface OptionDoc {
  /** `-f`, `--follow` */
  flags: string[];
  /** What follows it, without brackets; none: it is a switch. */
  value?: string | undefined;
  choices?: readonly string[] | undefined;
  text: string;
  env?: string;
}

export async function programDocs(): Promise<Record<string, ProgramDoc>> {
  const settings: OptionDoc[] = settingOptions(ServerSettings);
  const manage = manageProgram(
    () => Promise.resolve(),
    () => undefined,
  );
  const about: OptionDoc[] = [
    { flags: ['--help'], text: 'commands and settings' },
    { flags: ['--version'], text: 'version' },
  ];
  const role = (path: string, summary: string): CommandDoc => ({
    path: [path],
    summary,
    arguments: [],
    options: settings,
  });
  return {
    lava: fromCommander('lava', await wholeProgram()),
    'lava-run': { name: 'lava-run', options: [...RUN_OPTIONS], commands: [] },
    'lava-slave': {
      name: 'lava-slave',
      options: [...settingOptions(WorkerSettings), ...about],
      commands: WORKER_COMMANDS.map(({ name, json, text }) => ({
        path: [name],
        summary: text,
        arguments: [],
        options: json ? [{ flags: ['--json'], text: 'answer for programs' }] : [],
      })),
    },
    'lava-server': {
      name: 'lava-server',
      options: [...settings, ...about],
      commands: [
        role('api', 'web pages and APIs'),
        role('master', 'scheduler and gateway of the workers, as lava-master'),
        ...fromCommander('lava-server manage', manage, ['manage']).commands,
      ],
    },
    'lava-master': { name: 'lava-master', options: [...settings, ...about], commands: [] },
  };
}

function settingOptions(schema: z.ZodObject): OptionDoc[] {
  return describeSettings(schema).map(({ flag, boolean, env, description, default: value }) => ({
    flags: [flag],
    // Defaults that are paths depend on who runs it.
    text: value && !value.startsWith('/') ? `${description} (${value})` : description,
    ...(!boolean && { value: /(dir|file)$/.exec(flag)?.[1] ?? 'value' }),
    env,
  }));
}

function fromCommander(name: string, program: Command, before: string[] = []): ProgramDoc {
  const commands = program.commands.flatMap((child) => leaves(child as Command, before));
  const own = before.length === 0 ? optionsOf(program) : [];
  // Options of `lava-server manage` itself stand with each of its commands.
  const shared = before.length === 0 ? [] : optionsOf(program);
  return {
    name,
    options: [...own, { flags: ['--help'], text: 'help, also of a command' }],
    commands: commands.map((command) => ({ ...command, options: [...command.options, ...shared] })),
  };
}

function leaves(command: Command, before: string[]): CommandDoc[] {
  const path = [...before, command.name()];
  if (command.commands.length > 0) return command.commands.flatMap((child) => leaves(child as Command, path));
  return [
    {
      path,
      summary: command.description(),
      arguments: command.registeredArguments.map((argument) => {
        const word = argument.variadic ? `${argument.name()}…` : argument.name();
        return argument.required ? `<${word}>` : `[${word}]`;
      }),
      options: optionsOf(command),
    },
  ];
}

function optionsOf(command: Command): OptionDoc[] {
  return command.options.map(({ flags, description, argChoices, defaultValue }) => {
    const value = /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1]?.replace('...', '');
    const given = typeof defaultValue === 'string' && defaultValue !== '' ? ` (${defaultValue})` : '';
    return {
      flags: flags.match(/(?<![\w<])--?[a-z][\w-]*/g) ?? [],
      value,
      choices: argChoices,
      text: (description || (argChoices ?? []).join(', ')) + given,
    };
  });
}
