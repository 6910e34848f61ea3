// SPDX-License-Identifier: Apache-2.0
import { wholeProgram } from '@lava/cli/program/build.ts';
import type { Command, Option } from 'commander';

/** docs/reference/cli.md */
export async function cliReference(): Promise<string> {
  const program = await wholeProgram();
  const lines = [
    '# The `lava` command',
    '',
    '<!-- Made by ./lava generate from packages/cli/src/commands. -->',
    '',
    'For users and admins; in a checkout it is `./lava`. The exit status: [exit codes](exit-codes.md).',
    '',
    'Every noun also works in the singular (`lava job show 7`), and `ls`, `get` and `rm` stand for `list`, `show` and',
    '`remove`. `--output` chooses the format: `text` and `wide` are for people; `json`, `yaml`, `jsonl`, `csv` (lists only) and',
    '`name` are for programs and stay as they are. Lists are `{"items": […], "next": …}` in JSON and YAML, where `next` is null',
    'on the last page. Times are local on a terminal and UTC elsewhere; programs always get ISO 8601 in UTC.',
    '',
    'Text of jobs, devices and servers is printed without control characters, so that it cannot change your terminal.',
    '`lava completion bash` (or `zsh`, `fish`) prints the completion; the Debian package installs it.',
    '',
    ...optionTable(program.options),
    ...program.commands.flatMap((group) => [
      '',
      `## ${group.name()}`,
      '',
      sentence(group.description()),
      ...describe(group),
    ]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Leaves of the tree of commands, each with its options. */
export function describe(command: Command, path = `lava ${command.name()}`): string[] {
  if (command.commands.length > 0) {
    return command.commands.flatMap((child) => describe(child as Command, `${path} ${child.name()}`));
  }
  // The summary of a command without verbs is below its heading already.
  const isGroup = command.parent?.parent === null;
  return [
    '',
    `### \`${`${path} ${words(command)}`.trim()}\``,
    ...(isGroup ? [] : ['', sentence(command.description())]),
    ...(command.aliases().length > 0 ? ['', `Also \`${command.aliases().join('`, `')}\`.`] : []),
    ...(command.options.length > 0 ? ['', ...optionTable(command.options)] : []),
  ];
}

function words(command: Command): string {
  return command.registeredArguments
    .map((argument) => {
      const word = argument.variadic ? `${argument.name()}…` : argument.name();
      return argument.required ? `<${word}>` : `[${word}]`;
    })
    .join(' ');
}

export function optionTable(options: readonly Option[]): string[] {
  const rows = options.map(({ flags, description, defaultValue, argChoices }) => {
    const given = typeof defaultValue === 'string' && defaultValue !== '' ? ` (${defaultValue})` : '';
    const text = description || (argChoices ?? []).join(', ');
    return `| \`${flags}\` | ${text}${given} |`;
  });
  return ['| option | |', '|---|---|', ...rows];
}

export function sentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
