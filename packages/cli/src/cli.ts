// SPDX-License-Identifier: Apache-2.0
import { CommanderError } from 'commander';
import { EXIT_CODES, exitCode } from './exit-code.ts';
import { table } from './output/table.ts';
import { buildProgram } from './program/build.ts';
import { WITH_VALUE } from './program/globals.ts';

/** The command `lava` with these words. */
export async function main(argv: string[]): Promise<void> {
  const [first = '', ...rest] = wordsOf(argv);
  if (first === '__complete') return complete(argv.slice(1));
  if (first === 'help' && rest[0] === 'exit-codes') return printExitCodes();
  // `help NOUN VERB` is for people who expect it; the same as `NOUN VERB --help`.
  const args = first === 'help' ? [...rest, '--help'] : argv;
  const program = await buildProgram(wordsOf(args));
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has printed the problem; help that was asked for is not an error.
    process.exitCode = error.exitCode === 0 ? 0 : exitCode('usage');
  }
}

/** Words that are neither options nor values of the options of every command. */
function wordsOf(argv: readonly string[]): string[] {
  const words: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (WITH_VALUE.includes(word)) index++;
    else if (!word.startsWith('-')) words.push(word);
  }
  return words;
}

async function complete(words: string[]): Promise<void> {
  const { candidates } = await import('./completion/candidates.ts');
  process.stdout.write((await candidates(words)).map((word) => `${word}\n`).join(''));
}

function printExitCodes(): void {
  const rows = Object.entries(EXIT_CODES).map(([name, { code, text }]) => [String(code), name, text]);
  process.stdout.write(`${table(['CODE', 'NAME', 'MEANING'], rows)}\n`);
}
