// SPDX-License-Identifier: Apache-2.0

/** What matches anything: within a line, or by itself on a line for any lines. */
const ANYTHING = '…';

/** A block of commands on a page, and what it should print. */
export interface Step {
  /** Of the fence, from 1. */
  line: number;
  /** Machine that it runs on, the word after `sh`. */
  host: string;
  commands: string;
  /** Undefined: not said. */
  output?: string;
}

/**
 * The commands of a tutorial in their order: blocks fenced as `sh HOST`, each followed by one fenced as `output` if the page
 * shows what is printed. Blocks of other languages are not for running.
 * @throws Error that names the line of a block that says not where it runs, of an output without commands, of an open fence
 */
export function readSteps(page: string): Step[] {
  const steps: Step[] = [];
  for (const { line, words, text } of blocks(page)) {
    const [language, host] = words;
    if (language === 'sh') {
      if (!host) throw new Error(`line ${line}: on which machine? \`sh HOST\``);
      steps.push({ line, host, commands: text });
    } else if (language === 'output') {
      const last = steps.at(-1);
      if (!last || last.output !== undefined) throw new Error(`line ${line}: an output of no commands`);
      last.output = text;
    }
  }
  return steps;
}

function* blocks(page: string): Generator<{ line: number; words: string[]; text: string }> {
  const lines = page.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\S.*)?$/.exec(lines[i] ?? '');
    if (!fence) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`line ${i + 1}: this block has no end`);
    yield {
      line: i + 1,
      words: (fence[1] ?? '').split(/\s+/),
      text: lines.slice(i + 1, end).join('\n'),
    };
    i = end;
  }
}

/**
 * Does what a reader does with an ellipsis in a command: takes the line as it was printed before.
 * @param printed the outputs so far, oldest first
 * @throws Error when no such line was printed
 */
export function fillIn(commands: string, printed: readonly string[]): string {
  const lines = printed.flatMap((text) => text.split('\n').map((line) => line.trim()));
  return commands
    .split('\n')
    .map((command) => {
      if (!command.includes(ANYTHING)) return command;
      const found = lines.findLast((line) => matches(command, line));
      if (found === undefined) throw new Error(`nothing printed so far is like: ${command}`);
      return found;
    })
    .join('\n');
}

/**
 * Whether this was to be expected. Spaces at the ends of lines and empty lines at both ends do not count, and columns may
 * be of any width: that follows from the rest of their content.
 */
export function isAsExpected(output: string, printed: string): boolean {
  return matches(tidy(output), tidy(printed));
}

function tidy(text: string): string {
  return text
    .replace(/[ \t\r]+$/gm, '')
    .replace(/(?<=\S) {2,}/g, '  ')
    .replace(/^\n+|\n+$/g, '');
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('\n').map((line) => {
    if (line.trim() === ANYTHING) return '(?:\n[^\n]*)*?';
    return `\n${line.split(ANYTHING).map(RegExp.escape).join('[^\n]*')}`;
  });
  return new RegExp(`^${parts.join('')}$`).test(`\n${text}`);
}
