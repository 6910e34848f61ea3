// SPDX-License-Identifier: Apache-2.0
import { wholeProgram } from '@lava/cli/main.ts';
import type { Command, Option } from 'commander';

/** docs/reference/cli.md */
export async function cliReference(): Promise<string> {
  const program = await wholeProgram();
  const lines = [
    '# The `lava` command',
    '',
    '<!-- Made by ./lava generate from packages/cli/src/commands. -->',
    '',
    'For users and admins; in a checkout it is `./lava`. What it ends with: [exit codes](exit-codes.md).',
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
  // What is told of a group alone stands below its heading already.
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
