// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { buildProgram, wholeProgram } from './build.ts';

/** Names of the verbs of a noun, as a command line with these words has them. */
async function verbsOf(noun: string, ...words: string[]): Promise<string[]> {
  const program = await buildProgram([noun, ...words]);
  const command = program.commands.find((each) => each.name() === noun);
  return (command?.commands ?? []).map((verb) => [verb.name(), ...verb.aliases()].join('|'));
}

it('a noun has all its verbs in its help, also those with a second name', async () => {
  expect(await verbsOf('queries')).toEqual(['list|ls', 'save', 'show|get', 'run', 'export', 'delete|rm']);
  expect(await verbsOf('queries', 'rm')).toEqual(['delete|rm']);
});

it('the help has each command under a heading', async () => {
  const { commands } = await buildProgram([]);
  const headings = new Map(commands.map((command) => [command.name(), command.helpGroup()]));
  expect(headings.get('jobs')).toBe('Jobs:');
  expect(headings.get('console')).toBe('Boards:');
  expect(headings.get('whoami')).toBe('Your account:');
});

it('no command has an option of its own that is called as one of all commands', async () => {
  const program = await wholeProgram();
  const common = new Set(program.options.map(({ long }) => long));
  const clashes = (command: Command, path: string): string[] => [
    ...(path === ''
      ? []
      : command.options.filter(({ long }) => common.has(long)).map(({ long }) => `${path} ${long}`)),
    ...command.commands.flatMap((child) => clashes(child as Command, `${path} ${child.name()}`)),
  ];
  expect(clashes(program, '')).toEqual([]);
});
